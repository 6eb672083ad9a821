// Without prompts and without the user's hooks: a step has nobody to answer it.
#include "actions/builtin/checkout/git_commands.h"

#include <fmt/format.h>

#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

const ports::EnvironmentList kQuiet{{"GIT_TERMINAL_PROMPT", "0"}, {"GIT_OPTIONAL_LOCKS", "0"}};

std::vector<std::string> command(const std::filesystem::path& folder, const std::vector<std::string>& arguments) {
  std::vector<std::string> command{"git", "-C", folder.string(), "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

Error failure(const std::vector<std::string>& arguments, int exit_code, std::string_view words) {
  return Error{ErrorKind::kInvalid, fmt::format("git {} failed with exit code {}{}{}", arguments.front(), exit_code,
                                                words.empty() ? "" : ": ", words)};
}

}  // namespace

Result<void> run_git(const std::filesystem::path& folder, const std::vector<std::string>& arguments, StepHost& host) {
  const Result<ports::ProcessOutcome> outcome = host.run_program(command(folder, arguments), kQuiet);
  if (!outcome) {
    return fail(outcome.error());
  }
  return outcome->exit_code == 0 ? Result<void>() : Result<void>(fail(failure(arguments, outcome->exit_code, "")));
}

Result<std::string> read_git(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
                             StepHost& host) {
  const Result<ports::CapturedProcess> process = host.capture_program(command(folder, arguments), kQuiet);
  if (!process) {
    return fail(process.error());
  }
  if (process->outcome.exit_code != 0) {
    return fail(failure(arguments, process->outcome.exit_code, trim(process->errors)));
  }
  return process->output;
}

}  // namespace ropewalk::actions::builtin
