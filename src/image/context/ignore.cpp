#include "image/context/ignore.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

/// Go's path.Clean: no empty parts, no `.`, and `..` taken back where it can be.
std::string clean(std::string_view path) {
  const bool is_rooted = path.starts_with('/');
  std::vector<std::string> parts;
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == ".") {
      continue;
    }
    if (part == ".." && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else if (part != ".." || !is_rooted) {
      parts.emplace_back(part);
    }
  }
  std::string out = (is_rooted ? "/" : "") + join(parts, "/");
  return out.empty() ? "." : out;
}

bool has_wildcard(std::string_view part) { return part.find_first_of("*?[\\") != std::string_view::npos; }

bool is_special(char c) { return std::string_view(".+()|{}$^").find(c) != std::string_view::npos; }

}  // namespace

Result<std::string> ignore_regex(std::string_view pattern) {
  std::string out = "^";
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '*') {
      if (i + 1 < pattern.size() && pattern[i + 1] == '*') {
        ++i;
        if (i + 1 < pattern.size() && pattern[i + 1] == '/') {
          ++i;
        }
        out += i + 1 == pattern.size() ? "(?s:.)*" : "((?s:.)*/)?";
      } else {
        out += "[^/]*";
      }
    } else if (c == '?') {
      out += "[^/]";
    } else if (c == '\\') {
      if (i + 1 == pattern.size()) {
        return fail(ErrorKind::kInvalid, fmt::format("the pattern '{}' ends with a backslash", pattern));
      }
      ++i;
      const bool is_letter = (pattern[i] >= 'a' && pattern[i] <= 'z') || (pattern[i] >= 'A' && pattern[i] <= 'Z') ||
                             (pattern[i] >= '0' && pattern[i] <= '9') ||
                             (static_cast<unsigned char>(pattern[i]) >= 128);
      out += is_letter ? std::string(1, pattern[i]) : fmt::format("\\{}", pattern[i]);
    } else if (c == '[') {
      const std::size_t end = pattern.find(']', i + 2);
      if (end == std::string_view::npos) {
        return fail(ErrorKind::kInvalid, fmt::format("the pattern '{}' has a bracket that is not closed", pattern));
      }
      out += pattern.substr(i, end - i + 1);
      i = end;
    } else if (is_special(c)) {
      out += fmt::format("\\{}", c);
    } else {
      out.push_back(c);
    }
  }
  return out + "$";
}

Result<IgnoreList> IgnoreList::read(const SourceFilePtr& file) {
  IgnoreList list;
  std::string_view text = file->text();
  if (text.starts_with(kByteOrderMark)) {
    text.remove_prefix(kByteOrderMark.size());
  }
  for (const std::string_view line : split_lines(text)) {
    std::string_view pattern = line.starts_with('#') ? std::string_view() : trim(line);
    if (pattern.empty()) {
      continue;
    }
    const auto begin = static_cast<std::uint32_t>(pattern.data() - file->text().data());
    const SourceRef place{file, {begin, begin + static_cast<std::uint32_t>(pattern.size())}};
    const bool takes_back = pattern.starts_with('!');
    if (takes_back) {
      pattern = trim(pattern.substr(1));
      if (pattern.empty()) {
        return fail(ErrorKind::kInvalid, "'!' needs a pattern behind it", {}, place);
      }
    }
    std::string cleaned = clean(pattern);
    if (cleaned.size() > 1 && cleaned.starts_with('/')) {
      cleaned.erase(0, 1);
    }
    auto expression = ignore_regex(cleaned);
    auto regex = expression ? text::Regex::compile(*expression) : Result<text::Regex>(fail(expression.error()));
    if (!regex) {
      return fail(ErrorKind::kInvalid,
                  expression ? fmt::format("the pattern '{}' cannot be read", pattern) : regex.error().message, {},
                  place);
    }
    Entry entry{.regex = std::move(*regex), .literal_parts = {}, .is_all_literal = true, .takes_back = takes_back};
    for (const std::string_view part : split(cleaned, '/')) {
      if (has_wildcard(part)) {
        entry.is_all_literal = false;
        break;
      }
      entry.literal_parts.emplace_back(part);
    }
    list.entries_.push_back(std::move(entry));
  }
  return list;
}

bool IgnoreList::is_ignored(std::string_view path) const {
  bool ignored = false;
  for (const Entry& entry : entries_) {
    if (entry.takes_back != ignored) {
      continue;  // it would change nothing
    }
    bool matches = entry.regex.is_match(path);
    for (std::size_t slash = path.rfind('/'); !matches && slash != std::string_view::npos && slash > 0;
         slash = path.rfind('/', slash - 1)) {
      matches = entry.regex.is_match(path.substr(0, slash));
    }
    if (matches) {
      ignored = !entry.takes_back;
    }
  }
  return ignored;
}

bool IgnoreList::may_take_back_below(std::string_view folder) const {
  const auto parts = split(folder, '/');
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    if (!entry.takes_back) {
      return false;
    }
    const std::size_t common = std::min(parts.size(), entry.literal_parts.size());
    return std::equal(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(common), entry.literal_parts.begin());
  });
}

}  // namespace ropewalk::image
