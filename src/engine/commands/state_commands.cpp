// Commands that change what later steps see: outputs, state, and, where they are still allowed, variables and PATH.
#include <fmt/format.h>

#include "base/strings.h"
#include "engine/commands/processor.h"
#include "engine/step_effects.h"

namespace ropewalk::engine {
namespace {

Result<void> check_allowed(const StepEffects& step, std::string_view command) {
  const std::string* allowed = step.environment.find("ACTIONS_ALLOW_UNSECURE_COMMANDS");
  if (allowed != nullptr && equals_ignoring_case(trim(*allowed), "true")) {
    return {};
  }
  return fail(
      ErrorKind::kInvalid,
      fmt::format("The `{}` command is disabled. Please upgrade to using Environment Files or opt into unsecure "
                  "command execution by setting the `ACTIONS_ALLOW_UNSECURE_COMMANDS` environment variable to "
                  "`true`. For more information see: "
                  "https://github.blog/changelog/"
                  "2020-10-01-github-actions-deprecating-set-env-and-add-path-commands/",
                  command));
}

void warn_deprecated(StepEffects& step, std::string_view command) {
  step.log.warning(fmt::format(
      "The `{}` command is deprecated and will be disabled soon. Please upgrade to using Environment Files. "
      "For more information see: "
      "https://github.blog/changelog/"
      "2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/",
      command));
}

Result<std::string> required_name(const Command& command, std::string_view command_name) {
  if (command.property("name").empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("Required field 'name' is missing in ##[{}] command.", command_name));
  }
  return std::string(command.property("name"));
}

}  // namespace

Result<void> run_set_env(StepEffects& step, Command& command) {
  if (auto allowed = check_allowed(step, "set-env"); !allowed) {
    return allowed;
  }
  auto name = required_name(command, "set-env");
  if (!name) {
    return fail(std::move(name.error()));
  }
  if (equals_ignoring_case(*name, "NODE_OPTIONS")) {
    step.log.error("Can't update NODE_OPTIONS environment variable using ::set-env:: command.");
    return {};
  }
  step.target.set_variable(*name, command.data);
  step.log.debug(fmt::format("{}='{}'", *name, command.data));
  return {};
}

Result<void> run_add_path(StepEffects& step, Command& command) {
  if (auto allowed = check_allowed(step, "add-path"); !allowed) {
    return allowed;
  }
  if (command.data.empty()) {
    return fail(ErrorKind::kInvalid, "Value cannot be null or empty. (Parameter 'path')");
  }
  step.target.add_path(command.data);
  return {};
}

Result<void> run_set_output(StepEffects& step, Command& command) {
  warn_deprecated(step, "set-output");
  auto name = required_name(command, "set-output");
  if (!name) {
    return fail(std::move(name.error()));
  }
  step.target.set_output(*name, command.data);
  step.log.debug(fmt::format("steps.{}.outputs.{}='{}'", step.id, *name, command.data));
  return {};
}

Result<void> run_save_state(StepEffects& step, Command& command) {
  warn_deprecated(step, "save-state");
  auto name = required_name(command, "save-state");
  if (!name) {
    return fail(std::move(name.error()));
  }
  step.target.save_state(*name, command.data);
  step.log.debug(fmt::format("Save intra-action state {} = {}", *name, command.data));
  return {};
}

}  // namespace ropewalk::engine
