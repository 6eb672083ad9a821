// Semantic versions (SemVer 2.0.0, https://semver.org).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "versions/digits.h"

namespace ropewalk::versions {

/// How strict reading is: to the letter of the specification, or with what npm, Cargo and Go tags carry: a `v` or `=`
/// in front, one or two numbers instead of three, leading zeros.
enum class SemverForm { kStrict, kLoose };

struct Semver {
  Digits major = "0";
  Digits minor = "0";
  Digits patch = "0";
  /// The identifiers behind `-` and behind `+`.
  std::vector<std::string> prerelease;
  std::vector<std::string> build;

  [[nodiscard]] static std::optional<Semver> parse(std::string_view text, SemverForm form = SemverForm::kStrict);

  [[nodiscard]] bool is_prerelease() const { return !prerelease.empty(); }
  /// `1.2.3-rc.1+build.5`.
  [[nodiscard]] std::string text() const;
  /// Bytes whose order (memcmp) is the order of the versions; build metadata does not enter.
  [[nodiscard]] std::string key() const;
};

/// The key of any text, read loosely; texts that are no version sort below all others, by their bytes.
[[nodiscard]] std::string semver_key(std::string_view text);
/// Below, at or above zero; for any texts.
[[nodiscard]] int compare_semver(std::string_view a, std::string_view b);

}  // namespace ropewalk::versions
