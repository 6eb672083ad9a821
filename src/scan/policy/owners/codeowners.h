// A CODEOWNERS file: which line decides about a path, who owns it by that line, and which lines GitHub skips.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/policy/owners/pattern.h"

namespace ropewalk::scan::policy {

/// Where GitHub looks, in this order; the first file that is there is the only one.
inline constexpr std::array<std::string_view, 3> kOwnersFiles = {".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"};
/// GitHub does not load a larger one.
inline constexpr std::size_t kMostOwnersBytes = 3U << 20U;

struct OwnersLine {
  /// From 1.
  int line = 0;
  /// As written.
  std::string text;
  OwnersPattern pattern;
  /// `@user`, `@organisation/team` or an address; none for a line that takes paths out of what is owned.
  std::vector<std::string> owners;
};

/// A line that GitHub skips. `kind` is its word for it: `Invalid pattern`, `Invalid owner`.
struct OwnersError {
  int line = 0;
  /// Where the pattern or the owner begins and ends, in characters from 1.
  int column = 0;
  int end_column = 0;
  std::string kind;
  std::string text;
};

struct OwnersFile {
  std::vector<OwnersLine> lines;
  std::vector<OwnersError> errors;

  /// The last line that matches; null when none does.
  [[nodiscard]] const OwnersLine* deciding(std::string_view path) const;
};

[[nodiscard]] OwnersFile read_codeowners(std::string_view text);

}  // namespace ropewalk::scan::policy
