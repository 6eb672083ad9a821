#include "release/branches.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/strings.h"
#include "text/path_segment.h"
#include "text/regex.h"

namespace ropewalk::release {
namespace {

std::optional<std::uint64_t> number(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && end == digits.data() + digits.size() ? std::optional(value) : std::nullopt;
}

/// A rule's pattern against a whole name, segment by segment; `+([0-9])`, micromatch's repetition of digits, is a run
/// of any characters here.
bool matches_pattern(std::string_view pattern, std::string_view name) {
  const std::string plain = replace_all(replace_all(pattern, "+([0-9])", "[0-9]*"), "?(.{+([0-9]),x})", "*");
  const auto patterns = split(plain, '/');
  const auto names = split(name, '/');
  if (pattern.find("**") != std::string_view::npos && !patterns.empty()) {
    const std::string start = plain.substr(0, plain.find("**"));
    return name.starts_with(start);
  }
  if (patterns.size() != names.size()) {
    return false;
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!text::PathSegment::parse(patterns[i]).matches(names[i])) {
      return false;
    }
  }
  return true;
}

Result<bool> meets(const BranchRule& rule, std::string_view name) {
  switch (rule.kind) {
    case NameKind::kExact: return rule.name == name;
    case NameKind::kPattern: return matches_pattern(rule.name, name);
    case NameKind::kRegex: break;
  }
  // The rule's author wrote it for a match at the start of the name.
  auto regex = text::Regex::compile(fmt::format("^(?:{})", rule.name));
  if (!regex) {
    return fail(ErrorKind::kUsage,
                fmt::format("the branch pattern '{}' cannot be used: {}", rule.name, regex.error().message));
  }
  return regex->is_match(name);
}

Role usual_role(const BranchFacts& branch) {
  const std::string_view name = branch.name;
  if (const auto range = read_range(name)) {
    return {.range = range};
  }
  for (const std::string_view channel : {"alpha", "beta", "rc"}) {
    if (name == channel) {
      return {.is_prerelease = true, .token = std::string(channel)};
    }
  }
  for (const std::string_view full : {"main", "master", "next", "next-major", ""}) {
    if (name == full) {
      return {};
    }
  }
  return {.releases = !branch.has_main || name == branch.default_branch};
}

}  // namespace

bool Range::contains(const Version& version) const {
  return version.major == major && (!minor || version.minor == *minor);
}

std::string Range::text() const {
  return minor ? fmt::format("from {}.{}.0 to below {}.{}.0", major, *minor, major, *minor + 1)
               : fmt::format("from {}.0.0 to below {}.0.0", major, major + 1);
}

std::optional<Range> read_range(std::string_view branch) {
  std::string_view last = branch.substr(branch.rfind('/') + 1);
  for (const std::string_view start : {"release-", "maint-", "support-", "v"}) {
    if (last.starts_with(start)) {
      last.remove_prefix(start.size());
    }
  }
  const auto parts = split(last, '.');
  if (parts.size() < 2 || parts.size() > 3 || (parts.back() != "x" && parts.back() != "X")) {
    return std::nullopt;
  }
  const auto major = number(parts[0]);
  const bool is_major = parts.size() == 2 || parts[1] == "x" || parts[1] == "X";
  const auto minor = is_major ? std::nullopt : number(parts[1]);
  if (!major || (!is_major && !minor)) {
    return std::nullopt;
  }
  return Range{*major, minor};
}

Result<Role> role_of(const BranchFacts& branch, const std::vector<BranchRule>& rules, bool has_usual) {
  for (const BranchRule& rule : rules) {
    auto met = meets(rule, branch.name);
    if (!met) {
      return fail(std::move(met.error()));
    }
    if (*met) {
      return Role{.is_prerelease = rule.is_prerelease,
                  .token = rule.is_prerelease && rule.token.empty() ? branch.name : rule.token,
                  .range = rule.range || rule.is_prerelease ? rule.range : read_range(branch.name)};
    }
  }
  return has_usual || rules.empty() ? usual_role(branch) : Role{.releases = false};
}

}  // namespace ropewalk::release
