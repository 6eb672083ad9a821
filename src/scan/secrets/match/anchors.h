// What an expression says about where its matches are: literals of which each match contains one, and how far around
// such a literal a match can reach.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/secrets/match/tail.h"

namespace ropewalk::scan {

struct Anchors {
  /// Lower-case; letters stand for both cases.
  std::vector<std::string> literals;
  /// A match begins at most so many bytes before the literal.
  std::size_t before = 0;
  /// A match has at most so many bytes that are not in `endless`; with an empty set, so many bytes.
  std::size_t most = 0;
  /// The bytes of loops without a limit.
  ByteSet endless;
  /// What has to stand behind the literal.
  TailPart tail;
};

/// Nothing when the expression has no such literals, when they may stand any distance from the beginning, or when it
/// uses what is not understood here. Texts with U+017F or U+212A are not covered.
[[nodiscard]] std::optional<Anchors> find_anchors(std::string_view expression);

}  // namespace ropewalk::scan
