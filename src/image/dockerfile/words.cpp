#include "image/dockerfile/words.h"

#include "base/json.h"
#include "base/strings.h"

namespace ropewalk::image::dockerfile {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f'; }

/// The end of the quoted part that starts at `at`; npos when it is not closed.
std::size_t quoted_end(std::string_view text, std::size_t at, char escape) {
  const char quote = text[at];
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == escape && quote == '"') {
      ++i;
    } else if (text[i] == quote) {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<std::vector<std::string>> split_words(std::string_view text, char escape) {
  std::vector<std::string> words;
  std::string word;
  bool is_in_word = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_blank(c)) {
      if (is_in_word) {
        words.push_back(std::move(word));
        word.clear();
        is_in_word = false;
      }
      continue;
    }
    is_in_word = true;
    if (c == '"' || c == '\'') {
      const std::size_t end = quoted_end(text, i, escape);
      if (end == std::string_view::npos) {
        return std::nullopt;
      }
      word += text.substr(i, end - i + 1);
      i = end;
    } else if (c == escape && i + 1 < text.size()) {
      word += text.substr(i, 2);
      ++i;
    } else {
      word.push_back(c);
    }
  }
  if (is_in_word) {
    words.push_back(std::move(word));
  }
  return words;
}

std::string unquoted(std::string_view word, char escape) {
  std::string out;
  char quote = 0;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    if (quote == 0 && (c == '"' || c == '\'')) {
      quote = c;
    } else if (c == quote) {
      quote = 0;
    } else if (c == escape && quote != '\'' && i + 1 < word.size()) {
      out.push_back(word[++i]);
    } else {
      out.push_back(c);
    }
  }
  return out;
}

std::optional<std::vector<std::string>> read_array(std::string_view text) {
  const std::string_view trimmed = trim(text);
  if (!trimmed.starts_with('[')) {
    return std::nullopt;
  }
  const auto parsed = parse_json(trimmed, "");
  const json::array* array = parsed ? parsed->if_array() : nullptr;
  if (array == nullptr) {
    return std::nullopt;
  }
  std::vector<std::string> elements;
  for (const json::value& element : *array) {
    if (!element.is_string()) {
      return std::nullopt;
    }
    elements.emplace_back(element.get_string());
  }
  return elements;
}

std::vector<HeredocMark> find_heredocs(std::string_view text, char escape) {
  std::vector<HeredocMark> marks;
  const auto words = split_words(text, escape);
  if (!words) {
    return marks;
  }
  for (const std::string& word : *words) {
    std::size_t at = 0;
    while (at < word.size() && word[at] >= '0' && word[at] <= '9') {
      ++at;
    }
    if (word.compare(at, 2, "<<") != 0) {
      continue;
    }
    at += 2;
    HeredocMark mark;
    if (at < word.size() && word[at] == '-') {
      mark.drops_tabs = true;
      ++at;
    }
    const std::string_view name = std::string_view(word).substr(at);
    if (name.empty() || name.find('<') != std::string_view::npos) {
      continue;
    }
    mark.expands = name.find_first_of("'\"") == std::string_view::npos;
    mark.name = unquoted(name, escape);
    if (mark.name.empty()) {
      continue;
    }
    marks.push_back(std::move(mark));
  }
  return marks;
}

}  // namespace ropewalk::image::dockerfile
