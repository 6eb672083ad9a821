// Carries out the workflow commands that a step prints.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/commands/command.h"

namespace ropewalk::engine {

class RunningStep;

/// One step's commands: each step starts with processing on. (GitHub's ActionCommandManager.)
class CommandProcessor {
 public:
  explicit CommandProcessor(RunningStep& step) : step_(step) {}

  /// True when the line was a command and needs no further showing. A command that cannot be processed is an error in
  /// the log and fails the step.
  [[nodiscard]] bool process(std::string_view line);

 private:
  [[nodiscard]] bool resume(std::string_view line, const Command& command);
  [[nodiscard]] Result<void> stop(std::string_view line, const Command& command);
  void run(std::string_view line, const Command& command);

  RunningStep& step_;
  /// Set while processing is stopped, with the token that ends it.
  bool is_stopped_ = false;
  std::string stop_token_;
};

/// A command's name and what it does. Errors end up in the step's log.
struct CommandHandler {
  std::string_view name;
  /// Its line is not shown by `echo on`: it shows itself.
  bool omits_echo = false;
  Result<void> (*run)(RunningStep& step, Command& command);
};

/// Null when there is no such command; ASCII case ignored.
[[nodiscard]] const CommandHandler* find_command(std::string_view name);

/// The families, one file each.
[[nodiscard]] Result<void> run_issue_command(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_debug(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_group(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_end_group(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_echo(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_add_mask(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_set_env(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_add_path(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_set_output(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_save_state(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_add_matcher(RunningStep& step, Command& command);
[[nodiscard]] Result<void> run_remove_matcher(RunningStep& step, Command& command);

}  // namespace ropewalk::engine
