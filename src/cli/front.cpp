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

/// `above` is the command whose subcommands were meant; null for the program's own.
Error unknown_command(const std::string& word, const Command* above) {
  std::vector<std::string_view> names;
  if (above == nullptr) {
    names.push_back("help");
  }
  for (const Command* command : above == nullptr ? all_commands() : above->subcommands) {
    if (!command->is_hidden) {
      names.push_back(command->last_word());
    }
  }
  const std::string_view near = nearest(word, names);
  const std::string where = above == nullptr ? "" : fmt::format("{}: ", above->name);
  return {ErrorKind::kUsage,
          fmt::format("{}unknown {} '{}'", where, word.starts_with('-') ? "option" : "command", word),
          near.empty() ? fmt::format("see `ropewalk {}{}--help`", above == nullptr ? "" : above->name,
                                     above == nullptr ? "" : " ")
                       : fmt::format("did you mean '{}'?", near),
          {}};
}

/// The command that the words after `command` name, as far down as they do; those words are taken away.
const Command& descend(const Command& command, std::vector<std::string>& words) {
  const Command* at = &command;
  while (!words.empty()) {
    const Command* next = find_subcommand(*at, words.front());
    if (next == nullptr) {
      break;
    }
    at = next;
    words.erase(words.begin());
  }
  return *at;
}

bool is_help(const std::string& word) { return word == "--help" || word == "-h"; }

/// `help [COMMAND…]`.
int show_help(std::vector<std::string> words, Outside& outside) {
  if (words.empty()) {
    return show(overview(outside.version(), help_style(outside)), outside);
  }
  const Command* command = find_command(words.front());
  if (command == nullptr) {
    return report(unknown_command(words.front(), nullptr), outside);
  }
  words.erase(words.begin());
  const Command& found = descend(*command, words);
  if (!words.empty() && !found.subcommands.empty()) {
    return report(unknown_command(words.front(), &found), outside);
  }
  return show(help(found, help_style(outside)), outside);
}

int run_command(const Command& command, const std::vector<std::string>& words, Outside& outside) {
  const auto literal = std::find(words.begin(), words.end(), "--");
  if (std::any_of(words.begin(), literal, is_help)) {
    return show(help(command, help_style(outside)), outside);
  }
  if (command.run == nullptr && words.empty()) {
    outside.screen().complain(help(command, help_style(outside)));
    return kExitUsage;
  }
  if (command.run == nullptr) {
    return report(unknown_command(words.front(), &command), outside);
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
    return show_help(std::move(words), outside);
  }
  if (name == "--version" || name == "-V") {
    return show(fmt::format("ropewalk {}\n", outside.version()), outside);
  }
  const Command* top = find_command(name);
  if (top == nullptr) {
    return report(unknown_command(name, nullptr), outside);
  }
  const Command* command = &descend(*top, words);
  const auto takes_directory = [](const Option& option) { return option.name == kDirectory; };
  if (directory && std::any_of(command->options.begin(), command->options.end(), takes_directory)) {
    words.insert(words.begin(), {std::string(kDirectory), *directory});
  } else if (directory) {
    return report(Error{ErrorKind::kUsage, fmt::format("{} has no option -C", command->name), {}, {}}, outside);
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
  const int failed =
      report(Error{ErrorKind::kInternal, fmt::format("cannot write to standard output: {}", failure), {}, {}}, outside);
  return code == kExitIncomplete ? code : stronger(code, failed);
}

}  // namespace ropewalk::cli
