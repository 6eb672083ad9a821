// A shell in the place of a failed step: its environment, its folder, its program.
#pragma once

#include <string>
#include <vector>

#include "cli/outside.h"

namespace ropewalk::cli {

struct StepShell {
  /// What is said before it opens.
  std::string title;
  /// On disk; empty for an action.
  std::filesystem::path script;
  /// The step's own program and arguments, the script last.
  std::vector<std::string> arguments;
  std::filesystem::path working_directory;
  ports::EnvironmentList environment;
  /// What runs in place of a shell; empty for a shell.
  std::vector<std::string> command;
};

/// The exit code of the shell. Errors: those of the start.
[[nodiscard]] Result<int> open_shell(const StepShell& shell, Outside& outside);

}  // namespace ropewalk::cli
