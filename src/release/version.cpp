#include "release/version.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/strings.h"
#include "versions/pep440.h"
#include "versions/semver.h"

namespace ropewalk::release {
namespace {

constexpr std::array<std::pair<std::string_view, Level>, 5> kLevels = {{{"none", Level::kNone},
                                                                        {"prerelease", Level::kPrerelease},
                                                                        {"patch", Level::kPatch},
                                                                        {"minor", Level::kMinor},
                                                                        {"major", Level::kMajor}}};

/// Tokens and what PEP 440 writes for them (its "pre-release spelling").
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kTokens = {{{"a", "a"},
                                                                                   {"alpha", "a"},
                                                                                   {"b", "b"},
                                                                                   {"beta", "b"},
                                                                                   {"c", "rc"},
                                                                                   {"rc", "rc"},
                                                                                   {"pre", "rc"},
                                                                                   {"preview", "rc"},
                                                                                   {"dev", ".dev"}}};

std::string_view python_token(std::string_view token) {
  const std::string lower = to_lower(token);
  const auto found =
      std::find_if(kTokens.begin(), kTokens.end(), [&](const auto& known) { return known.first == lower; });
  return found == kTokens.end() ? "" : found->second;
}

std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  // The largest one has no next.
  return error == std::errc() && end == digits.data() + digits.size() && value < UINT64_MAX ? std::optional(value)
                                                                                            : std::nullopt;
}

std::optional<Version> of_numbers(std::string_view major, std::string_view minor, std::string_view patch) {
  const auto first = number(major);
  const auto second = number(minor);
  const auto third = number(patch);
  return first && second && third ? std::optional(Version{*first, *second, *third, {}}) : std::nullopt;
}

/// A version of Python as SemVer: what has an epoch, a post-release or a local part is none.
std::optional<Version> of_python(std::string_view text, std::size_t least_numbers) {
  const auto python = versions::Pep440::parse(text);
  if (!python || python->epoch != "0" || python->post || !python->local.empty() || (python->pre && python->dev)) {
    return std::nullopt;
  }
  const auto& numbers = python->release;
  if (numbers.size() < least_numbers || numbers.size() > 3) {
    return std::nullopt;
  }
  auto version = of_numbers(numbers[0], numbers.size() > 1 ? numbers[1] : "0", numbers.size() > 2 ? numbers[2] : "0");
  if (version && python->pre) {
    constexpr std::array<std::string_view, 3> kNames = {"alpha", "beta", "rc"};
    version->prerelease = {std::string(kNames[static_cast<std::size_t>(python->pre->first)]), python->pre->second};
  } else if (version && python->dev) {
    version->prerelease = {"dev", *python->dev};
  }
  return version;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string_view name(Level level) { return kLevels[static_cast<std::size_t>(level)].first; }

std::optional<Level> level_named(std::string_view word) {
  for (const auto& [known, level] : kLevels) {
    if (known == word) {
      return level;
    }
  }
  return std::nullopt;
}

std::optional<Version> Version::parse(std::string_view text) {
  if (const auto semver = versions::Semver::parse(text)) {
    auto version = of_numbers(semver->major, semver->minor, semver->patch);
    if (version) {
      version->prerelease = semver->prerelease;
    }
    return version;
  }
  return text.empty() || !is_number(text.substr(0, 1)) ? std::nullopt : of_python(text, 3);
}

std::optional<Version> Version::parse_loosely(std::string_view text) {
  text = trim(text);
  if (text.starts_with('v') || text.starts_with('V')) {
    text.remove_prefix(1);
  }
  auto version = parse(text);
  return version ? version : of_python(text, 1);
}

std::string Version::token() const {
  if (prerelease.empty()) {
    return "";
  }
  const std::string& first = prerelease.front();
  return first.substr(0, std::min(first.size(), first.find_last_not_of("0123456789") + 1));
}

std::uint64_t Version::revision() const {
  if (prerelease.empty()) {
    return 0;
  }
  if (prerelease.size() > 1 && is_number(prerelease[1])) {
    return number(prerelease[1]).value_or(0);
  }
  return number(prerelease.front().substr(token().size())).value_or(0);
}

Version Version::bumped(Level level) const {
  switch (level) {
    case Level::kMajor: return {major + 1, 0, 0, {}};
    case Level::kMinor: return {major, minor + 1, 0, {}};
    case Level::kPatch: return {major, minor, patch + 1, {}};
    case Level::kPrerelease:
    case Level::kNone: break;
  }
  return finalized();
}

Version Version::with_prerelease(std::string_view token, std::uint64_t revision) const {
  return {major, minor, patch, {std::string(token), std::to_string(revision)}};
}

std::string Version::text() const {
  std::string text = fmt::format("{}.{}.{}", major, minor, patch);
  if (!prerelease.empty()) {
    text += "-" + join(prerelease, ".");
  }
  return text;
}

int compare(const Version& a, const Version& b) { return versions::compare_semver(a.text(), b.text()); }

Level step(const Version& from, const Version& to) {
  if (from.major != to.major) {
    return Level::kMajor;
  }
  if (from.minor != to.minor) {
    return Level::kMinor;
  }
  return from.patch != to.patch ? Level::kPatch : Level::kPrerelease;
}

Result<void> check_token(std::string_view token) {
  if (python_token(token).empty()) {
    return fail(ErrorKind::kUsage, fmt::format("the pre-release token '{}' has no form in Python's versions", token),
                "PEP 440 knows alpha (a), beta (b), rc (c, pre, preview) and dev");
  }
  return {};
}

Result<std::string> python_version(const Version& version) {
  const std::string base = version.finalized().text();
  if (!version.is_prerelease()) {
    return base;
  }
  if (auto known = check_token(version.token()); !known) {
    return fail(std::move(known.error()));
  }
  const bool has_one_number =
      version.prerelease.size() == 2 && is_number(version.prerelease[1]) && version.prerelease[0] == version.token();
  if (!has_one_number && version.prerelease.size() > 1) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' has no form in Python's versions", version.text()),
                "a pre-release is a token and a number there: 1.2.0-rc.1 is 1.2.0rc1");
  }
  return fmt::format("{}{}{}", base, python_token(version.token()), version.revision());
}

}  // namespace ropewalk::release
