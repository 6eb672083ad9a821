#include "engine/step/hook_step.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "engine/shell.h"
#include "engine/step/log_error.h"
#include "engine/step/node_runtime.h"
#include "engine/step/step_process.h"

namespace ropewalk::engine {
namespace {

/// What hooks in JavaScript run on.
constexpr std::string_view kNode = "node24";

/// The shell of a hook: as the log shows it, and as it is started; bash is started with the fewer arguments of sh.
struct HookShell {
  Shell shown;
  Shell started;
};

Result<Shell> shell_named(const RunningStep& step, std::string_view name) {
  const std::string path = step.job.search_path();
  return find_shell(name, [&](std::string_view program) { return step.job.place.find_program(program, path); });
}

Result<HookShell> shell_of(RunningStep& step, const std::filesystem::path& script) {
  const std::string extension = script.extension().string();
  if (extension == ".sh") {
    auto bash = shell_named(step, "bash");
    auto sh = shell_named(step, "sh");
    if (!bash) {
      return sh ? Result<HookShell>(HookShell{*sh, *sh}) : fail(std::move(sh.error()));
    }
    Shell started = *bash;
    started.arguments_format = "-e {0}";
    return HookShell{std::move(*bash), std::move(started)};
  }
  if (extension == ".ps1") {
    auto shell = shell_named(step, "pwsh");
    return shell ? Result<HookShell>(HookShell{*shell, *shell}) : fail(std::move(shell.error()));
  }
  if (extension == ".js") {
    const auto node = node_for(step, std::string(kNode));
    if (!node) {
      return fail(node.error());
    }
    const Shell shell{.command = node->string(), .program = *node, .arguments_format = "{0}"};
    return HookShell{shell, shell};
  }
  return fail(
      ErrorKind::kInvalid,
      fmt::format("{} is not a valid path to a script. Make sure it ends in '.sh', '.ps1' or '.js'.", script.string()));
}

StepEnd failed(RunningStep& step, Error error) {
  log_error(step, std::move(error));
  return {record::Conclusion::kFailure};
}

StepEnd run_hook(RunningStep& step, const Hook& hook, const std::filesystem::path& script) {
  step.log.text(fmt::format("A {} has been configured by the self-hosted runner administrator", hook.name));
  if (step.job.files().type_followed(script) != ports::FileType::kFile) {
    step.log.error("File doesn't exist");
    return {record::Conclusion::kFailure};
  }
  const auto shell = shell_of(step, script);
  if (!shell) {
    return failed(step, shell.error());
  }
  step.log.group(fmt::format("Run '{}'", script.string()));
  step.log.text(fmt::format("shell: {} {}", shell->shown.program.string(), shell->shown.arguments_format));
  step.log.end_group();
  return run_step_program(
      step,
      [&]() -> Result<StepProgram> {
        auto arguments = shell_arguments(shell->started, script);
        if (!arguments) {
          return fail(std::move(arguments.error()));
        }
        return StepProgram{std::move(*arguments), step.job.folders.workspace, step.process_environment({})};
      },
      true);
}

}  // namespace

std::optional<StepTask> make_hook_task(const RunningJob& job, const Hook& hook) {
  auto script = job.run.ports.machine.variable(hook.variable);
  if (!script || script->empty()) {
    return std::nullopt;
  }
  return StepTask{.phase = hook.phase,
                  .default_name = [name = std::string(hook.step_name)](RunningStep&) { return name; },
                  .condition = *parse_action_condition("always()", ""),
                  .body = [hook, script = std::filesystem::path(std::move(*script))](
                              RunningStep& step) { return run_hook(step, hook, script); }};
}

}  // namespace ropewalk::engine
