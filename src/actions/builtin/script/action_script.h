// Native actions that are a script: it is run as a script step is, with files of its own (GITHUB_OUTPUT and the
// others).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/step_host.h"
#include "base/result.h"

namespace ropewalk::actions::builtin {

struct ActionScript {
  std::string_view text;
  /// Added to the step's environment.
  ports::EnvironmentList variables = {};
  /// The program that gets the script's file as its last argument.
  std::vector<std::string> program = {"bash", "--noprofile", "--norc", "-eo", "pipefail"};
  std::string_view extension = ".sh";
};

/// Errors: the script ended with another exit code than 0 (`what` could not be done), or could not be started.
[[nodiscard]] Result<void> run_action_script(const ActionScript& script, std::string_view what, StepHost& host);

/// Installs a Python program into a virtual environment of its own: with uv where this machine has it, else with pip.
/// The shell functions that scripts of actions begin with.
[[nodiscard]] std::string_view python_tool_functions();

}  // namespace ropewalk::actions::builtin
