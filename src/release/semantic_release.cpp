// The settings of semantic-release (https://semantic-release.gitbook.io, "Configuration") and of its commit analyzer.
#include <fmt/format.h>

#include "base/strings.h"
#include "release/setting_files.h"

namespace ropewalk::release {
namespace {

Result<BranchRule> read_branch(const json::value& value) {
  if (value.is_string()) {
    return BranchRule{.kind = NameKind::kPattern, .name = std::string(value.get_string())};
  }
  const json::object* object = value.if_object();
  if (object == nullptr || string_member(*object, "name").empty()) {
    return fail(ErrorKind::kUsage, "semantic-release's 'branches' are names, or objects with a name");
  }
  BranchRule rule{.kind = NameKind::kPattern, .name = std::string(string_member(*object, "name"))};
  if (const json::value* prerelease = object->if_contains("prerelease"); prerelease != nullptr) {
    rule.is_prerelease = prerelease->is_string() || (prerelease->is_bool() && prerelease->get_bool());
    rule.token = prerelease->is_string() && prerelease->get_string() != "${name}"
                     ? std::string(prerelease->get_string())
                     : std::string();
  }
  if (const std::string_view range = string_member(*object, "range"); !range.empty()) {
    rule.range = read_range(range);
    if (!rule.range) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' is not a range of versions", range), "write it as 1.x or 1.2.x");
    }
  }
  return rule;
}

Result<void> read_rules(const json::array& rules, Settings& settings) {
  for (const json::value& value : rules) {
    const json::object* object = value.if_object();
    if (object == nullptr) {
      continue;
    }
    CommitRule rule{.type = to_lower(string_member(*object, "type")),
                    .scope = std::string(string_member(*object, "scope"))};
    if (const json::value* breaking = object->if_contains("breaking"); breaking != nullptr && breaking->is_bool()) {
      rule.is_breaking = breaking->get_bool();
    }
    if (const json::value* revert = object->if_contains("revert"); revert != nullptr && revert->is_bool()) {
      rule.is_revert = revert->get_bool();
    }
    const std::string_view release = string_member(*object, "release");
    const auto level = level_named(release);
    if (!level && !release.empty()) {
      return fail(ErrorKind::kUsage, fmt::format("releaseRules: '{}' is not a kind of release", release),
                  "major, minor, patch, or false");
    }
    rule.level = level.value_or(Level::kNone);
    settings.rules.push_back(std::move(rule));
  }
  return {};
}

Result<void> read_plugin(const json::value& plugin, Settings& settings) {
  const json::array* pair = plugin.if_array();
  if (pair == nullptr || pair->size() < 2 || !(*pair)[0].is_string() || !(*pair)[1].is_object()) {
    return {};
  }
  const json::object& options = (*pair)[1].get_object();
  const std::string_view name = (*pair)[0].get_string();
  if (name == "@semantic-release/changelog") {
    const std::string_view file = string_member(options, "changelogFile");
    settings.changelog_file = file.empty() ? "CHANGELOG.md" : std::string(file);
  }
  if (name != "@semantic-release/commit-analyzer") {
    return {};
  }
  const std::string_view preset = string_member(options, "preset");
  if (!preset.empty() && preset != "angular" && preset != "conventionalcommits") {
    return fail(ErrorKind::kUsage, fmt::format("semantic-release's preset '{}' is not supported", preset),
                "commits are read by Conventional Commits: angular or conventionalcommits");
  }
  const json::value* rules = options.if_contains("releaseRules");
  return rules != nullptr && rules->is_array() ? read_rules(rules->get_array(), settings) : Result<void>();
}

}  // namespace

Result<void> read_semantic_release(const json::object& object, Settings& settings) {
  const std::string_view format = string_member(object, "tagFormat");
  settings.tag_format = format.empty() ? "v${version}" : std::string(format);
  if (const json::value* branches = object.if_contains("branches"); branches != nullptr) {
    const json::array one = {*branches};
    for (const json::value& value : branches->is_array() ? branches->get_array() : one) {
      auto rule = read_branch(value);
      if (!rule) {
        return fail(std::move(rule.error()));
      }
      settings.branches.push_back(std::move(*rule));
    }
  }
  if (const json::value* plugins = object.if_contains("plugins"); plugins != nullptr && plugins->is_array()) {
    for (const json::value& plugin : plugins->get_array()) {
      if (auto read = read_plugin(plugin, settings); !read) {
        return read;
      }
    }
  }
  return {};
}

}  // namespace ropewalk::release
