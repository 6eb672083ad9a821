// The only file that knows CLI11: it takes seconds to compile, and its messages are not ours.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>

#include "base/strings.h"
#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/commands/run/family.h"

namespace ropewalk::cli {
namespace {

std::string see_help(const Command& command) { return fmt::format("see `ropewalk {} --help`", command.name); }

/// The word without a value that was written to it: `--event=push` is about `--event`.
std::string_view name_part(std::string_view word) { return word.substr(0, word.find('=')); }

tl::unexpected<Error> unknown_option(const Command& command, std::string_view word) {
  std::vector<std::string_view> names = {"--help"};
  for (const Option& option : command.options) {
    names.push_back(option.name);
  }
  const std::string_view near = nearest(name_part(word), names);
  return fail(ErrorKind::kUsage, fmt::format("{}: unknown option '{}'", command.name, name_part(word)),
              near.empty() ? see_help(command) : fmt::format("did you mean {}?", near));
}

/// `an ID`, `a NAME`, `an N`.
std::string_view article(std::string_view value) {
  const bool is_vowel = !value.empty() && std::string_view("AEIO").find(value.front()) != std::string_view::npos;
  return is_vowel || value == "N" ? "an" : "a";
}

tl::unexpected<Error> wrong_value(const Command& command, const std::string& message) {
  // CLI11 says only in words which option it was: find it by its name in the message.
  for (const Option& option : command.options) {
    const bool is_named = message.starts_with(std::string(option.name) + ":") ||
                          (!option.letter.empty() && message.starts_with(std::string(option.letter) + ":"));
    if (!is_named) {
      continue;
    }
    const std::string text = option.value.empty() ? fmt::format("{}: {} takes no value", command.name, option.name)
                                                  : fmt::format("{}: {} needs {} {}", command.name, option.name,
                                                                article(option.value), option.value);
    return fail(ErrorKind::kUsage, text, see_help(command));
  }
  return fail(ErrorKind::kUsage, fmt::format("{}: {}", command.name, message), see_help(command));
}

/// `literal` are the words after `--`: operands, whatever they look like.
Result<Arguments> collect(const Command& command, const CLI::App& app, const std::vector<std::string>& literal) {
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  for (const Option& option : command.options) {
    const CLI::Option* found = app.get_option(std::string(option.name));
    if (found->count() > 0) {
      values.emplace(option.name, found->results());
    }
  }
  std::vector<std::string> operands = app.remaining();
  for (const std::string& word : operands) {
    if (word.size() > 1 && word.front() == '-') {
      return unknown_option(command, word);
    }
  }
  operands.insert(operands.end(), literal.begin(), literal.end());
  const auto count = static_cast<int>(operands.size());
  if (count < command.operands.at_least) {
    return fail(ErrorKind::kUsage, fmt::format("{}: {} is missing", command.name, command.operands.value),
                see_help(command));
  }
  if (command.operands.at_most >= 0 && count > command.operands.at_most) {
    const auto surplus = static_cast<std::size_t>(command.operands.at_most);
    return fail(ErrorKind::kUsage, fmt::format("{}: unexpected '{}'", command.name, operands.at(surplus)),
                see_help(command));
  }
  return Arguments(std::move(values), std::move(operands));
}

}  // namespace

Result<Arguments> parse_arguments(const Command& command, const std::vector<std::string>& words) {
  try {
    if (command.operands.at_most == kWordsAsTheyAre) {
      return Arguments({}, words);
    }
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    for (const Option& option : command.options) {
      std::string names(option.name);
      if (!option.letter.empty()) {
        names = fmt::format("{},{}", option.letter, option.name);
      }
      if (option.value.empty()) {
        app.add_flag(names);
      } else {
        auto* added = app.add_option(names)->expected(1)->allow_extra_args(false);
        added->multi_option_policy(option.repeats ? CLI::MultiOptionPolicy::TakeAll : CLI::MultiOptionPolicy::TakeLast);
      }
    }
    const auto mark = std::find(words.begin(), words.end(), "--");
    std::vector<std::string> before(words.begin(), mark);
    std::reverse(before.begin(), before.end());
    try {
      app.parse(std::move(before));  // CLI11 takes its words from the back
    } catch (const CLI::ParseError& error) {
      return wrong_value(command, error.what());
    }
    return collect(command, app, {mark == words.end() ? mark : std::next(mark), words.end()});
  } catch (const CLI::Error& error) {
    return fail(ErrorKind::kInternal, fmt::format("{}: {}", command.name, error.what()));
  }
}

}  // namespace ropewalk::cli
