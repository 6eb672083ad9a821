// Python's versions (PEP 440, https://packaging.python.org/specifications/version-specifiers/): reading, normal form,
// order. Texts that are no such version have an order, too: the one of old setuptools, below all versions.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "versions/digits.h"

namespace ropewalk::versions {

enum class PreKind { kAlpha, kBeta, kCandidate };

/// A version in its parts. `1!2.0rc1.post2.dev3+local.4`.
struct Pep440 {
  Digits epoch = "0";
  /// One or more numbers, zeros at the end kept.
  std::vector<Digits> release;
  std::optional<std::pair<PreKind, Digits>> pre;
  std::optional<Digits> post;
  std::optional<Digits> dev;
  /// Lower-case parts; numbers without leading zeros. Empty when there is no local part.
  std::vector<std::string> local;

  /// Reads any spelling that the specification allows (`v1.0-ALPHA.1`). Nothing for other texts.
  [[nodiscard]] static std::optional<Pep440> parse(std::string_view text);

  [[nodiscard]] bool is_prerelease() const { return pre.has_value() || dev.has_value(); }
  [[nodiscard]] bool is_postrelease() const { return post.has_value(); }

  /// The normal form: `1.0a1`.
  [[nodiscard]] std::string text() const;
  /// The normal form without the local part.
  [[nodiscard]] std::string public_text() const;
  /// Epoch and release alone.
  [[nodiscard]] std::string base_text() const;
  /// Bytes whose order (memcmp) is the order of the versions. Equal versions (`1.0`, `1.0.0`) have equal keys.
  [[nodiscard]] std::string key() const;
};

/// The key of any text: of a version its own, of other texts one below all of those.
[[nodiscard]] std::string pep440_key(std::string_view text);

/// Below, at or above zero; for any texts.
[[nodiscard]] int compare_pep440(std::string_view a, std::string_view b);

}  // namespace ropewalk::versions
