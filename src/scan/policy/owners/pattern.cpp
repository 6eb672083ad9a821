#include "scan/policy/owners/pattern.h"

#include <cstddef>

#include "base/strings.h"

namespace ropewalk::scan::policy {
namespace {

/// One segment against one name: `*`, `?` and `\` before any character. `?` takes a whole code point.
bool matches_segment(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t in_name = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_in_name = 0;
  while (in_name < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      star_in_name = in_name;
      continue;
    }
    if (at < pattern.size() && pattern[at] == '?') {
      static_cast<void>(next_code_point(name, in_name));
      ++at;
      continue;
    }
    const std::size_t literal = at + (at + 1 < pattern.size() && pattern[at] == '\\' ? 1 : 0);
    if (literal < pattern.size() && pattern[literal] == name[in_name]) {
      at = literal + 1;
      ++in_name;
      continue;
    }
    if (star == std::string_view::npos) {
      return false;
    }
    at = star + 1;
    static_cast<void>(next_code_point(name, star_in_name));
    in_name = star_in_name;
  }
  while (at < pattern.size() && pattern[at] == '*') {
    ++at;
  }
  return at == pattern.size();
}

}  // namespace

std::optional<OwnersPattern> OwnersPattern::compile(std::string_view text) {
  if (text.empty() || text.front() == '!' || text.starts_with("\\#") || text.find("***") != std::string_view::npos ||
      text.find_first_of("[]") != std::string_view::npos) {
    return std::nullopt;
  }
  std::size_t backslashes = 0;
  while (backslashes < text.size() && text[text.size() - 1 - backslashes] == '\\') {
    ++backslashes;
  }
  if (backslashes % 2 == 1) {
    return std::nullopt;
  }
  OwnersPattern pattern;
  if (text.ends_with('/')) {
    pattern.only_folders_ = true;
    text.remove_suffix(1);
  }
  const bool is_anchored = text.find('/') != std::string_view::npos;
  if (text.starts_with('/')) {
    text.remove_prefix(1);
  }
  if (!is_anchored) {
    pattern.segments_.emplace_back("**");
  }
  for (const std::string_view segment : split(text, '/')) {
    if (segment != "**" || pattern.segments_.empty() || pattern.segments_.back() != "**") {
      pattern.segments_.emplace_back(segment);
    }
  }
  pattern.is_flat_ = is_anchored && !pattern.only_folders_ && pattern.segments_.back() == "*";
  return pattern;
}

bool OwnersPattern::matches(std::string_view path) const {
  if (segments_.size() == 1 && segments_.front().empty()) {
    return false;  // `/` alone
  }
  const std::vector<std::string_view> names = split(path, '/');
  // The prefixes of the path, in segments, that the pattern's first segments can stand for.
  std::vector<bool> reached(names.size() + 1, false);
  reached[0] = true;
  for (std::size_t index = 0; index < segments_.size(); ++index) {
    std::vector<bool> next(names.size() + 1, false);
    if (segments_[index] == "**") {
      // At the end it stands for at least one name, before it for none, too.
      const std::size_t least = index + 1 == segments_.size() ? 1 : 0;
      for (std::size_t from = 0; from <= names.size(); ++from) {
        if (reached[from]) {
          for (std::size_t to = from + least; to <= names.size(); ++to) {
            next[to] = true;
          }
          break;
        }
      }
    } else {
      for (std::size_t from = 0; from < names.size(); ++from) {
        next[from + 1] = reached[from] && matches_segment(segments_[index], names[from]);
      }
    }
    reached = std::move(next);
  }
  if (reached[names.size()] && !only_folders_) {
    return true;
  }
  if (is_flat_) {
    return false;
  }
  for (std::size_t length = 1; length < names.size(); ++length) {
    if (reached[length]) {
      return true;
    }
  }
  return false;
}

}  // namespace ropewalk::scan::policy
