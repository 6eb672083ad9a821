#include "scan/policy/owners/codeowners.h"

#include <algorithm>
#include <cctype>

#include "base/strings.h"

namespace ropewalk::scan::policy {
namespace {

bool is_space(char letter) { return letter == ' ' || letter == '\t'; }

/// The words of a line up to a comment, which begins with a `#` at the start of a word. A backslash takes the next
/// character along, so that a pattern may have spaces.
std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  std::size_t at = 0;
  while (true) {
    while (at < line.size() && is_space(line[at])) {
      ++at;
    }
    if (at == line.size() || line[at] == '#') {
      return words;
    }
    const std::size_t begin = at;
    while (at < line.size() && !is_space(line[at])) {
      at += line[at] == '\\' && words.empty() && at + 1 < line.size() ? 2 : 1;
    }
    words.push_back(line.substr(begin, at - begin));
  }
}

bool all(std::string_view text, std::string_view besides) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char letter) {
    return std::isalnum(static_cast<unsigned char>(letter)) != 0 || besides.find(letter) != std::string_view::npos;
  });
}

bool is_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.find('@', at + 1) != std::string_view::npos) {
    return false;
  }
  const std::string_view host = text.substr(at + 1);
  const std::vector<std::string_view> labels = split(host, '.');
  return all(text.substr(0, at), "!#$%&'*+-/=?^_`{|}~.") && labels.size() > 1 &&
         std::all_of(labels.begin(), labels.end(), [](std::string_view label) { return all(label, "-"); });
}

bool is_owner(std::string_view text) {
  if (!text.starts_with('@')) {
    return is_address(text);
  }
  text.remove_prefix(1);
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return all(text, "-_");
  }
  return all(text.substr(0, slash), "-_") && all(text.substr(slash + 1), "-_.");
}

OwnersError error_at(std::string_view line, int number, std::string_view word, std::string kind) {
  const auto begin = static_cast<std::size_t>(word.data() - line.data());
  const int column = static_cast<int>(code_point_length(line.substr(0, begin))) + 1;
  return {number, column, column + static_cast<int>(code_point_length(word)), std::move(kind), std::string(word)};
}

}  // namespace

const OwnersLine* OwnersFile::deciding(std::string_view path) const {
  const auto found =
      std::find_if(lines.rbegin(), lines.rend(), [&](const OwnersLine& line) { return line.pattern.matches(path); });
  return found == lines.rend() ? nullptr : &*found;
}

OwnersFile read_codeowners(std::string_view text) {
  OwnersFile file;
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  int number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty()) {
      continue;
    }
    auto pattern = OwnersPattern::compile(words.front());
    if (!pattern) {
      file.errors.push_back(error_at(line, number, words.front(), "Invalid pattern"));
      continue;
    }
    OwnersLine entry{number, std::string(words.front()), std::move(*pattern), {}};
    const std::size_t errors = file.errors.size();
    for (std::size_t index = 1; index < words.size() && file.errors.size() == errors; ++index) {
      if (is_owner(words[index])) {
        entry.owners.emplace_back(words[index]);
      } else {
        file.errors.push_back(error_at(line, number, words[index], "Invalid owner"));
      }
    }
    if (file.errors.size() == errors) {
      file.lines.push_back(std::move(entry));
    }
  }
  return file;
}

}  // namespace ropewalk::scan::policy
