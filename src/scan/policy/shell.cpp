#include "scan/policy/shell.h"

#include <algorithm>
#include <cctype>

namespace ropewalk::scan::policy {
namespace {

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 &&
         std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), [](char letter) {
           return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
         });
}

/// Words that stand in front of a command and are none: `if apt-get update; then`.
bool is_keyword(std::string_view word) {
  static constexpr std::string_view kWords[] = {"if",    "then", "else", "elif", "fi", "do",   "done", "while",
                                                "until", "for",  "!",    "{",    "}",  "time", "exec", "command"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

std::size_t program_at(const std::vector<std::string>& words) {
  std::size_t at = 0;
  while (at < words.size() && (words[at] == "sudo" || words[at] == "env" || is_assignment(words[at]))) {
    ++at;
    while (at < words.size() && words[at].starts_with('-')) {
      ++at;
    }
  }
  return at;
}

}  // namespace

std::string_view ShellCommand::program() const {
  const std::size_t index = program_at(words);
  if (index >= words.size()) {
    return {};
  }
  const std::string_view word = words[index];
  return word.substr(word.rfind('/') == std::string_view::npos ? 0 : word.rfind('/') + 1);
}

std::vector<std::string_view> ShellCommand::arguments() const {
  std::vector<std::string_view> found;
  for (std::size_t index = program_at(words) + 1; index < words.size(); ++index) {
    found.emplace_back(words[index]);
  }
  return found;
}

bool ShellCommand::has(std::string_view word) const {
  const auto all = arguments();
  return std::find(all.begin(), all.end(), word) != all.end();
}

bool ShellCommand::has_option(std::string_view word) const {
  const auto all = arguments();
  return std::any_of(all.begin(), all.end(), [&](std::string_view one) {
    return one == word || (one.starts_with(word) && one.size() > word.size() && one[word.size()] == '=');
  });
}

std::vector<ShellCommand> split_commands(std::string_view text) {
  std::vector<ShellCommand> commands;
  ShellCommand current;
  std::string word;
  bool has_word = false;
  std::size_t word_at = 0;
  const auto end_word = [&] {
    if (has_word && !(current.words.empty() && (is_assignment(word) || is_keyword(word)))) {
      if (current.words.empty()) {
        current.at = word_at;
      }
      current.words.push_back(std::move(word));
    }
    word.clear();
    has_word = false;
  };
  const auto end_command = [&](bool pipes) {
    end_word();
    if (!current.words.empty()) {
      commands.push_back(std::move(current));
    }
    current = {};
    current.is_piped = pipes;
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char letter = text[at];
    const char next = at + 1 < text.size() ? text[at + 1] : '\0';
    if (!has_word) {
      word_at = at;
    }
    if (letter == '\'' || letter == '"') {
      has_word = true;
      for (++at; at < text.size() && text[at] != letter; ++at) {
        if (letter == '"' && text[at] == '\\' && at + 1 < text.size()) {
          ++at;
        }
        word += text[at];
      }
    } else if (letter == '\\' && next != '\0') {
      ++at;
      if (next != '\n') {
        word += next;
        has_word = true;
      }
    } else if (letter == '$' && next == '(') {
      // A substitution is a command of its own; the word goes on behind it.
      std::size_t depth = 1;
      const std::size_t begin = at + 2;
      for (at += 2; at < text.size() && depth > 0; ++at) {
        depth += text[at] == '(' ? 1 : 0;
        depth -= text[at] == ')' ? 1 : 0;
      }
      --at;
      has_word = true;
      word += "$()";
      for (ShellCommand& inner : split_commands(text.substr(begin, at - begin))) {
        inner.at += begin;
        commands.push_back(std::move(inner));
      }
    } else if (letter == '&' && (at > 0 && text[at - 1] == '>')) {
      word += letter;  // 2>&1
    } else if (letter == '&' && next == '>') {
      end_word();
    } else if (letter == ';' || letter == '\n' || letter == '&' || letter == '(' || letter == ')') {
      end_command(false);
      at += letter == '&' && next == '&' ? 1 : 0;
    } else if (letter == '|') {
      end_command(next != '|');
      at += next == '|' || next == '&' ? 1 : 0;
    } else if (letter == '#' && !has_word) {
      at = std::min(text.find('\n', at), text.size()) - 1;
    } else if (letter == ' ' || letter == '\t' || letter == '\r') {
      end_word();
    } else {
      word += letter;
      has_word = true;
    }
  }
  end_command(false);
  return commands;
}

}  // namespace ropewalk::scan::policy
