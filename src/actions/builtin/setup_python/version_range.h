// Versions and version ranges as npm's semver reads them: what `python-version` means on GitHub.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::actions::builtin {

/// major.minor.patch with prerelease identifiers (semver.org 2.0.0; build metadata is dropped).
struct Version {
  int major = 0;
  int minor = 0;
  int patch = 0;
  std::vector<std::string> prerelease = {};

  /// A prerelease comes before its release; its identifiers compare by number, then as text (semver.org §11).
  friend std::strong_ordering operator<=>(const Version& a, const Version& b);
  friend bool operator==(const Version& a, const Version& b) = default;
};

/// Reads `3.12.1`, and Python's own `3.13.0rc1` as `3.13.0-rc1`. Nothing for any other text.
[[nodiscard]] std::optional<Version> parse_version(std::string_view text);
/// As semver writes it: `3.13.0-rc1`.
[[nodiscard]] std::string text(const Version& version);

/// A set of versions in npm's notation: `3.12`, `3.x`, `>=3.11 <3.13`, `~3.12.0-0`, `^3.10`, `3.9 - 3.11`, `a || b`.
class VersionRange {
 public:
  /// Nothing for a text that is no range.
  [[nodiscard]] static std::optional<VersionRange> parse(std::string_view text);

  /// A prerelease is in only when a comparator of its own major.minor.patch names a prerelease, as in npm.
  [[nodiscard]] bool contains(const Version& version) const;

 private:
  enum class Operator { kLess, kLessOrEqual, kGreater, kGreaterOrEqual, kEqual };
  struct Comparator {
    Operator op = Operator::kEqual;
    Version version;
  };
  /// A version with parts left out: -1 stands for `x`.
  struct Partial {
    int major = -1;
    int minor = -1;
    int patch = -1;
    std::vector<std::string> prerelease = {};
  };
  using All = std::vector<Comparator>;

  [[nodiscard]] static std::optional<Partial> parse_partial(std::string_view text);
  [[nodiscard]] static bool add_term(std::string_view term, All& all);
  static void add_between(const Version& low, const Version& high, All& all);
  static void add_compared(std::string_view op, const Partial& partial, All& all);
  [[nodiscard]] static bool add_hyphen(std::string_view low, std::string_view high, All& all);

  std::vector<All> any_;
};

}  // namespace ropewalk::actions::builtin
