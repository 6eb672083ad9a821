#include "release/import_settings.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace ropewalk::release {
namespace {

std::string in_quotes(std::string_view text) {
  return fmt::format("\"{}\"", replace_all(replace_all(text, "\\", "\\\\"), "\"", "\\\""));
}

std::string list(const std::vector<std::string>& items) {
  std::string text;
  for (const std::string& item : items) {
    text += (text.empty() ? "" : ", ") + in_quotes(item);
  }
  return "[" + text + "]";
}

}  // namespace

std::vector<std::string> names_of_regex(std::string_view regex) {
  std::string_view text = regex;
  if (text.starts_with('^')) {
    text.remove_prefix(1);
  }
  if (text.ends_with('$')) {
    text.remove_suffix(1);
  }
  if (text.starts_with('(') && text.ends_with(')') && text.find('(', 1) == std::string_view::npos) {
    text = text.substr(text.starts_with("(?:") ? 3 : 1, text.size() - (text.starts_with("(?:") ? 4 : 2));
  }
  std::vector<std::string> names;
  for (const std::string_view part : split(text, '|')) {
    const std::string name = replace_all(replace_all(part, ".*", "*"), "\\.", ".");
    if (name.empty() || name.find_first_of("()[]{}+?^$\\") != std::string::npos) {
      return {};
    }
    names.push_back(name);
  }
  return names;
}

Imported import_settings(const Settings& settings) {
  Imported imported{.yaml = "release:\n", .remarks = settings.remarks};
  const std::string format = settings.tag_format ? replace_all(*settings.tag_format, "${version}", "{version}") : "";
  if (!format.empty() && format != "v{version}") {
    imported.yaml += fmt::format("  tag-format: {}\n", in_quotes(format));
  }
  std::vector<std::string> branches;
  std::vector<std::string> channels;
  for (const BranchRule& rule : settings.branches) {
    const std::vector<std::string> names =
        rule.kind == NameKind::kRegex ? names_of_regex(rule.name) : std::vector<std::string>{rule.name};
    if (names.empty() && !rule.is_usual) {
      imported.remarks.push_back(fmt::format("the branch pattern '{}' has no counterpart", rule.name));
    }
    for (const std::string& name : names) {
      if (rule.is_prerelease) {
        channels.push_back(rule.token.empty() || rule.token == name ? name : name + "=" + rule.token);
      } else {
        branches.push_back(name);
      }
    }
  }
  if (!channels.empty() || (!branches.empty() && branches != std::vector<std::string>{"main", "master"})) {
    imported.yaml += fmt::format("  branches: {}\n", list(branches));
  }
  if (!channels.empty()) {
    imported.yaml += fmt::format("  channels: {}\n", list(channels));
  }
  if (settings.major_on_zero.value_or(false) || !settings.allows_zero.value_or(true)) {
    imported.yaml += "  leave-zero: true\n";
  }
  if (settings.changelog_file && *settings.changelog_file != "CHANGELOG.md") {
    imported.yaml += fmt::format("  changelog: {}\n", in_quotes(*settings.changelog_file));
  }
  std::vector<std::string> files;
  for (const VersionPlace& place : settings.places) {
    files.push_back(place.file + ":" + place.key);
  }
  if (!files.empty()) {
    imported.yaml += fmt::format("  version-files: {}\n", list(files));
  }
  if (settings.minor_types != TypeNames{"feat"} || settings.patch_types != TypeNames{"fix", "perf"} ||
      !settings.rules.empty()) {
    imported.remarks.emplace_back(
        "types of commits with levels of their own have no counterpart: keep them where they are");
  }
  if (settings.minor_is_patch_on_zero) {
    imported.remarks.emplace_back("a feature of 0.x as a patch has no counterpart: keep it where it is");
  }
  if (imported.yaml == "release:\n") {
    imported.yaml = "release: {}\n";
  }
  return imported;
}

}  // namespace ropewalk::release
