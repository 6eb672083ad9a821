// The settings of python-semantic-release 8 to 10 (https://python-semantic-release.readthedocs.io, "Configuration").
#include <fmt/format.h>

#include "base/strings.h"
#include "release/setting_files.h"

namespace ropewalk::release {
namespace {

constexpr std::string_view kName = "[tool.semantic_release]";

std::optional<bool> flag(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_bool() ? std::optional(value->get_bool()) : std::nullopt;
}

TypeNames words(const json::object& object, std::string_view key, TypeNames otherwise) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_array()) {
    return otherwise;
  }
  TypeNames names;
  for (const json::value& item : value->get_array()) {
    if (item.is_string()) {
      names.insert(to_lower(std::string_view(item.get_string())));
    }
  }
  return names;
}

Result<void> read_parser_options(const json::object& options, Settings& settings) {
  settings.minor_types = words(options, "minor_tags", settings.minor_types);
  settings.patch_types = words(options, "patch_tags", settings.patch_types);
  settings.other_types = words(options, "other_allowed_tags", settings.other_types);
  settings.reads_squashes = flag(options, "parse_squash_commits").value_or(true);
  if (const json::value* level = options.if_contains("default_bump_level"); level != nullptr && level->is_int64()) {
    const std::int64_t number = level->get_int64();
    if (number < 0 || number > static_cast<std::int64_t>(Level::kMajor)) {
      return fail(ErrorKind::kUsage, fmt::format("default_bump_level is a number from 0 to 4, not {}", number));
    }
    settings.other_level = static_cast<Level>(number);
  }
  return {};
}

/// `file:key`, with `:nf` or `:tf` behind it for the number's or the tag's form.
Result<VersionPlace> read_place(std::string_view text, VersionPlace::Kind kind) {
  const auto parts = split(text, ':');
  if (parts.size() < 2 || parts.size() > 3 || parts[0].empty() || parts[1].empty()) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' names no place of a version", text),
                "write it as FILE:NAME, such as src/package/__init__.py:__version__");
  }
  VersionPlace place{.file = std::string(parts[0]), .key = std::string(parts[1]), .kind = kind};
  place.is_tag = parts.size() == 3 && parts[2] == "tf";
  if (parts[1] == "*") {
    place.kind = VersionPlace::Kind::kWhole;
  }
  return place;
}

Result<void> read_places(const json::object& table, std::string_view key, VersionPlace::Kind kind, Settings& settings) {
  const json::value* value = table.if_contains(key);
  if (value == nullptr || !value->is_array()) {
    return {};
  }
  for (const json::value& item : value->get_array()) {
    if (item.is_string()) {
      auto place = read_place(item.get_string(), kind);
      if (!place) {
        return fail(std::move(place.error()));
      }
      settings.places.push_back(std::move(*place));
    }
  }
  return {};
}

Result<void> read_branches(const json::object& table, Settings& settings) {
  const json::value* branches = table.if_contains("branches");
  if (branches == nullptr || !branches->is_object() || branches->get_object().empty()) {
    settings.branches.push_back({.kind = NameKind::kRegex, .name = "(main|master)"});
    settings.branches.push_back({.kind = NameKind::kRegex, .name = "v?[0-9]+\\.([0-9]+\\.)?x$", .is_usual = true});
    return {};
  }
  for (const auto& [name, value] : branches->get_object()) {
    const json::object* branch = value.if_object();
    if (branch == nullptr) {
      return fail(ErrorKind::kUsage, fmt::format("{}.branches.{} is a table", kName, std::string_view(name)));
    }
    BranchRule rule{.kind = NameKind::kRegex, .name = "(main|master)"};
    if (const std::string_view match = string_member(*branch, "match"); !match.empty()) {
      rule.name = match;
    }
    rule.is_prerelease = flag(*branch, "prerelease").value_or(false);
    if (rule.is_prerelease) {
      const std::string_view token = string_member(*branch, "prerelease_token");
      rule.token = token.empty() ? "rc" : token;
    }
    settings.branches.push_back(std::move(rule));
  }
  return {};
}

}  // namespace

Result<void> read_python_semantic_release(const json::object& table, Settings& settings) {
  settings.source = kName;
  const std::string_view parser = string_member(table, "commit_parser");
  if (!parser.empty() && parser != "conventional" && parser != "angular" && parser != "conventional-monorepo") {
    return fail(ErrorKind::kUsage, fmt::format("{}: the commit parser '{}' is not supported", kName, parser),
                "commits are read by Conventional Commits: commit_parser = \"conventional\"");
  }
  if (const json::value* given = table.if_contains("tag_format"); given != nullptr && !given->is_string()) {
    return fail(ErrorKind::kUsage, fmt::format("{}.tag_format is a text, such as \"v{{version}}\"", kName));
  }
  const std::string_view format = string_member(table, "tag_format");
  settings.tag_format = format.empty() ? "v{version}" : std::string(format);
  settings.major_on_zero = flag(table, "major_on_zero");
  settings.allows_zero = flag(table, "allow_zero_version");
  settings.commit_message = string_member(table, "commit_message");
  if (const json::value* options = table.if_contains("commit_parser_options");
      options != nullptr && options->is_object()) {
    if (auto read = read_parser_options(options->get_object(), settings); !read) {
      return read;
    }
  }
  if (const json::value* changelog = table.if_contains("changelog"); changelog != nullptr && changelog->is_object()) {
    std::string_view file = string_member(changelog->get_object(), "changelog_file");
    if (const json::value* defaults = changelog->get_object().if_contains("default_templates");
        defaults != nullptr && defaults->is_object() && file.empty()) {
      file = string_member(defaults->get_object(), "changelog_file");
    }
    if (!file.empty()) {
      settings.changelog_file = std::string(file);
    }
  }
  for (const auto& [key, kind] :
       {std::pair{"version_toml", VersionPlace::Kind::kToml}, {"version_variables", VersionPlace::Kind::kVariable}}) {
    if (auto read = read_places(table, key, kind, settings); !read) {
      return read;
    }
  }
  for (const std::string_view key : {"build_command", "assets", "pre_commit_command"}) {
    if (table.contains(key)) {
      settings.remarks.push_back(fmt::format("{}.{} is not carried out", kName, key));
    }
  }
  return read_branches(table, settings);
}

}  // namespace ropewalk::release
