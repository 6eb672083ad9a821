#include "cli/complete_line.h"

#include <algorithm>

namespace ropewalk::cli {

const Option* find_option(const Command& command, std::string_view word) {
  const auto found = std::find_if(command.options.begin(), command.options.end(), [&](const Option& option) {
    return option.name == word || (!option.letter.empty() && option.letter == word);
  });
  return found == command.options.end() ? nullptr : &*found;
}

Line read_line(const std::vector<std::string>& words) {
  Line line;
  std::size_t at = 0;
  while (at + 1 < words.size() && words[at] == "-C") {
    line.directory = words[at + 1];
    at += 2;
  }
  if (at >= words.size()) {
    return line;
  }
  line.command = find_command(words[at++]);
  if (line.command == nullptr) {
    return line;
  }
  while (at < words.size() && find_subcommand(*line.command, words[at]) != nullptr) {
    line.command = find_subcommand(*line.command, words[at++]);
  }
  for (; at < words.size(); ++at) {
    const std::string& word = words[at];
    const std::size_t equals = word.find('=');
    const Option* option = line.is_literal ? nullptr : find_option(*line.command, word.substr(0, equals));
    if (word == "--") {
      line.is_literal = true;
    } else if (option == nullptr) {
      line.operands.push_back(word);
    } else if (option->value.empty()) {
      line.values.emplace_back(option, "");
    } else if (equals != std::string::npos) {
      line.values.emplace_back(option, word.substr(equals + 1));
    } else if (at + 1 < words.size()) {
      line.values.emplace_back(option, words[++at]);
    } else {
      line.open = option;
    }
  }
  if (!line.directory && line.value("--directory") != "") {
    line.directory = line.value("--directory");
  }
  return line;
}

}  // namespace ropewalk::cli
