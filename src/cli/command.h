// What a command is: its name, options and help as data, and the function that carries it out. Parsing, help texts,
// completions and suggestions are all made from this, so a command never sees the library that parses.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/arguments.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// What a shell offers when an option's value or an operand is completed.
enum class Completion {
  kNothing,
  kFile,
  kFolder,
  kWorkflow,
  kEvent,
  kJob,       // of the workflows that the words before name
  kInput,     // of those workflows
  kRun,       // an earlier run
  kPastJob,   // of the run that the words before name
  kPastStep,  // of that run and job
  kArtifact,  // the words of `artifacts`: a run, a verb, an artifact of that run
  kShell,
};

struct Option {
  /// `--event`; commands ask for it by this name.
  std::string_view name;
  /// `-C`; empty when there is none.
  std::string_view letter;
  /// What its value is called in help texts (`NAME`); empty for a flag.
  std::string_view value;
  std::string_view help;
  bool repeats = false;
  Completion completion = Completion::kNothing;
  /// The heading that the help shows it under; empty for the first group.
  std::string_view group = "";
};

/// Words that are no options. `value` is as the usage line shows it: `[WORKFLOW…]`.
struct Operands {
  std::string_view value = "";
  std::string_view help = "";
  int at_least = 0;
  /// Below zero for any number.
  int at_most = 0;
  Completion completion = Completion::kNothing;
};

struct Command {
  /// As the user writes it: `run`; of a subcommand with the words before it: `image build`.
  std::string_view name;
  /// One line for the list of commands.
  std::string_view summary;
  /// Below the usage line: a paragraph or two.
  std::string_view about;
  /// Below the options: examples and what else a new user asks first.
  std::string_view examples;
  Operands operands;
  std::span<const Option> options;
  /// Commands below this one, in the order of the help; empty for most.
  std::span<const Command* const> subcommands = {};
  /// For programs: not in the help, not completed, not suggested.
  bool is_hidden = false;
  /// The exit code. Everything that the user should see has been written when it returns. Null for a command that is
  /// nothing without a subcommand.
  int (*run)(const Arguments& arguments, Outside& outside) = nullptr;

  /// `build` of `image build`.
  [[nodiscard]] std::string_view last_word() const { return name.substr(name.rfind(' ') + 1); }
};

/// All commands in the order of the help.
[[nodiscard]] std::span<const Command* const> all_commands();
/// Null when there is none of this name.
[[nodiscard]] const Command* find_command(std::string_view name);
/// The command below `command` that `word` names; null when there is none.
[[nodiscard]] const Command* find_subcommand(const Command& command, std::string_view word);

}  // namespace ropewalk::cli
