#include "cli/front.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "cli/command.h"
#include "cli/exit_code.h"
#include "cli/help.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::string_view kDirectory = "--directory";

HelpStyle help_style(Outside& outside) {
  const Screen screen = outside.screen();
  const int columns = screen.columns();
  return {columns > 0 ? columns : 80, screen.palette()};
}

int show(const std::string& text, Outside& outside) {
  outside.screen().print(text);
  return kExitSuccess;
}

Error unknown_command(const std::string& word) {
  std::vector<std::string_view> names = {"help"};
  for (const Command* command : all_commands()) {
    if (!command->is_hidden) {
      names.push_back(command->name);
    }
  }
  const std::string_view near = nearest(word, names);
  return {ErrorKind::kUsage,
          fmt::format("unknown {} '{}'", word.starts_with('-') ? "option" : "command", word),
          near.empty() ? "see `ropewalk --help`" : fmt::format("did you mean '{}'?", near),
          {}};
}

bool is_help(const std::string& word) { return word == "--help" || word == "-h"; }

/// `help [COMMAND]`.
int show_help(const std::vector<std::string>& words, Outside& outside) {
  if (words.empty()) {
    return show(overview(outside.version(), help_style(outside)), outside);
  }
  const Command* command = find_command(words.front());
  if (command == nullptr) {
    return report(unknown_command(words.front()), outside);
  }
  return show(help(*command, help_style(outside)), outside);
}

int run_command(const Command& command, const std::vector<std::string>& words, Outside& outside) {
  const auto literal = std::find(words.begin(), words.end(), "--");
  if (std::any_of(words.begin(), literal, is_help)) {
    return show(help(command, help_style(outside)), outside);
  }
  const auto arguments = parse_arguments(command, words);
  if (!arguments) {
    return report(arguments.error(), outside);
  }
  return command.run(*arguments, outside);
}

int run_words(std::vector<std::string> words, Outside& outside) {
  std::optional<std::string> directory;
  while (words.size() >= 2 && words.front() == "-C") {
    directory = words.at(1);
    words.erase(words.begin(), words.begin() + 2);
  }
  if (words.empty()) {
    outside.screen().complain(overview(outside.version(), help_style(outside)));
    return kExitUsage;
  }
  const std::string name = words.front();
  words.erase(words.begin());
  if (is_help(name) || name == "help") {
    return show_help(words, outside);
  }
  if (name == "--version" || name == "-V") {
    return show(fmt::format("ropewalk {}\n", outside.version()), outside);
  }
  const Command* command = find_command(name);
  if (command == nullptr) {
    return report(unknown_command(name), outside);
  }
  const auto takes_directory = [](const Option& option) { return option.name == kDirectory; };
  if (directory && std::any_of(command->options.begin(), command->options.end(), takes_directory)) {
    words.insert(words.begin(), {std::string(kDirectory), *directory});
  } else if (directory) {
    return report(Error{ErrorKind::kUsage, fmt::format("{} has no option -C", name), {}, {}}, outside);
  }
  return run_command(*command, words, outside);
}

}  // namespace

int run_command_line(std::vector<std::string> words, Outside& outside) {
  const int code = run_words(std::move(words), outside);
  const std::string failure = outside.screen().failure(ports::Stream::kOutput);
  if (failure.empty()) {
    return code;
  }
  // Half an answer must not be taken for a whole one.
  return stronger(
      code, report(Error{ErrorKind::kInternal, fmt::format("cannot write to standard output: {}", failure), {}, {}},
                   outside));
}

}  // namespace ropewalk::cli
