// The versions that releases have: SemVer as the source of truth, and the form of the same version that Python takes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::release {

/// How far a version moves; also what a commit asks for. In the order of their strength.
enum class Level { kNone, kPrerelease, kPatch, kMinor, kMajor };

[[nodiscard]] std::string_view name(Level level);
/// `minor` as kMinor; nothing for other words.
[[nodiscard]] std::optional<Level> level_named(std::string_view word);

/// A SemVer version without build metadata, since that does not take part in any order.
struct Version {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  /// The identifiers behind `-`: `rc`, `1`.
  std::vector<std::string> prerelease = {};

  /// Reads SemVer to the letter (build metadata is dropped) and Python's spelling of three numbers with a pre-release
  /// (`1.2.0rc1`). Nothing for other texts.
  [[nodiscard]] static std::optional<Version> parse(std::string_view text);
  /// As `parse`, and what version files have besides: a `v` in front, one or two numbers (`1.2`).
  [[nodiscard]] static std::optional<Version> parse_loosely(std::string_view text);

  [[nodiscard]] bool is_prerelease() const { return !prerelease.empty(); }
  /// `rc` of `1.2.0-rc.1` and of `1.2.0-rc1`; empty for a full version.
  [[nodiscard]] std::string token() const;
  /// 1 of both; 0 where there is no number.
  [[nodiscard]] std::uint64_t revision() const;

  /// Without the pre-release.
  [[nodiscard]] Version finalized() const { return {major, minor, patch, {}}; }
  /// The next full version at this level; kNone and kPrerelease change nothing but the end of a pre-release.
  [[nodiscard]] Version bumped(Level level) const;
  [[nodiscard]] Version with_prerelease(std::string_view token, std::uint64_t revision) const;

  [[nodiscard]] std::string text() const;
};

/// Below, at or above zero, by SemVer's precedence.
[[nodiscard]] int compare(const Version& a, const Version& b);
[[nodiscard]] inline bool operator<(const Version& a, const Version& b) { return compare(a, b) < 0; }
[[nodiscard]] inline bool operator==(const Version& a, const Version& b) { return compare(a, b) == 0; }

/// The step from one version to a later one: which of the three numbers differs first, kPrerelease when none does.
[[nodiscard]] Level step(const Version& from, const Version& to);

/// The normal form that Python gives it (PEP 440): `1.2.0-rc.1` is `1.2.0rc1`. Errors: kUsage when the pre-release has
/// no such form.
[[nodiscard]] Result<std::string> python_version(const Version& version);

/// Whether a pre-release token has a form in PEP 440. Errors: kUsage with those that have.
[[nodiscard]] Result<void> check_token(std::string_view token);

}  // namespace ropewalk::release
