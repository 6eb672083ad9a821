// Carries out the workflow commands that a step prints.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/commands/command.h"

namespace ropewalk::engine {

struct StepEffects;

/// One step's commands: each step starts with processing on. (GitHub's ActionCommandManager.)
class CommandProcessor {
 public:
  explicit CommandProcessor(StepEffects& step) : step_(step) {}

  /// True when the line was a command and needs no further showing. A command that cannot be processed is an error in
  /// the log and fails the step.
  [[nodiscard]] bool process(std::string_view line);

 private:
  [[nodiscard]] bool resume(std::string_view line, const Command& command);
  [[nodiscard]] Result<void> stop(std::string_view line, const Command& command);
  void run(std::string_view line, const Command& command);

  StepEffects& step_;
  /// Set while processing is stopped, with the token that ends it.
  bool is_stopped_ = false;
  std::string stop_token_;
};

/// A command's name and what it does. Errors end up in the step's log.
struct CommandHandler {
  std::string_view name;
  /// Its line is not shown by `echo on`: it shows itself.
  bool omits_echo = false;
  Result<void> (*run)(StepEffects& step, Command& command);
};

/// Null when there is no such command; ASCII case ignored.
[[nodiscard]] const CommandHandler* find_command(std::string_view name);

/// The families, one file each.
[[nodiscard]] Result<void> run_issue_command(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_debug(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_group(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_end_group(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_echo(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_add_mask(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_set_env(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_add_path(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_set_output(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_save_state(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_add_matcher(StepEffects& step, Command& command);
[[nodiscard]] Result<void> run_remove_matcher(StepEffects& step, Command& command);

}  // namespace ropewalk::engine
