// Reads .pre-commit-config.yaml line by line: the version behind a pinned commit stands in a comment, which a YAML
// reader would drop, and such files are block style all over.
#include "init/hook_config.h"

#include <algorithm>
#include <cctype>

#include "base/strings.h"

namespace ropewalk::init {
namespace {

/// `1.2.3` in `v1.2.3`, `"24.1.0"` or `4ac0f… # frozen: v1.2.3`; empty for a commit alone.
std::string version_of(std::string_view revision) {
  const std::string words = replace_all(revision, "#", " ");
  for (std::string_view word : split(words, ' ')) {
    while (!word.empty() && (word.front() == '"' || word.front() == '\'')) {
      word.remove_prefix(1);
    }
    while (!word.empty() && (word.back() == '"' || word.back() == '\'')) {
      word.remove_suffix(1);
    }
    if (word.starts_with('v')) {
      word.remove_prefix(1);
    }
    const bool is_version =
        !word.empty() && std::isdigit(static_cast<unsigned char>(word.front())) != 0 &&
        word.find('.') != std::string_view::npos &&
        std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isalnum(c) != 0 || c == '.'; });
    if (is_version) {
      return std::string(word);
    }
  }
  return {};
}

/// The value of `key: value` when a line, without a list's dash, has this key.
std::string_view value_of(std::string_view line, std::string_view key) {
  line = trim(line);
  line = line.starts_with("- ") ? trim(line.substr(2)) : line;
  return line.starts_with(key) && line.substr(key.size()).starts_with(':') ? trim(line.substr(key.size() + 1))
                                                                           : std::string_view();
}

std::string plain(std::string_view value) {
  value = trim(value.substr(0, value.find(" #")));
  const bool is_quoted = value.size() > 1 && (value.front() == '"' || value.front() == '\'');
  return std::string(is_quoted ? value.substr(1, value.size() - 2) : value);
}

}  // namespace

std::vector<ConfiguredHook> read_hook_config(std::string_view text) {
  std::vector<ConfiguredHook> hooks;
  std::string version;
  std::size_t first_of_repository = 0;
  bool is_limited = false;
  for (const std::string_view line : split_lines(text)) {
    if (trim(line).starts_with('#')) {
      continue;
    }
    if (!value_of(line, "repo").empty()) {
      version.clear();
      first_of_repository = hooks.size();
    } else if (const std::string_view revision = value_of(line, "rev"); !revision.empty()) {
      version = version_of(revision);
      for (std::size_t at = first_of_repository; at < hooks.size(); ++at) {
        hooks[at].version = version;
      }
    } else if (const std::string_view id = value_of(line, "id"); !id.empty()) {
      hooks.push_back({.id = plain(id), .version = version});
    } else if (!value_of(line, "files").empty() || !value_of(line, "exclude").empty()) {
      // At the margin it is about all hooks.
      (line.starts_with(' ') && !hooks.empty() ? hooks.back().is_limited : is_limited) = true;
    } else if (const std::string language = plain(value_of(line, "language"));
               !hooks.empty() && (language == "system" || language == "script" || language == "unsupported")) {
      hooks.back().is_system = true;
    }
  }
  for (ConfiguredHook& hook : hooks) {
    hook.is_limited |= is_limited;
  }
  return hooks;
}

}  // namespace ropewalk::init
