// Commands about the log itself: debug, groups, echo, masks.
#include <fmt/format.h>

#include "base/strings.h"
#include "engine/commands/processor.h"
#include "engine/step_effects.h"

namespace ropewalk::engine {

Result<void> run_debug(StepEffects& step, Command& command) {
  step.log.debug(command.data);
  return {};
}

Result<void> run_group(StepEffects& step, Command& command) {
  step.log.group(command.data);
  return {};
}

Result<void> run_end_group(StepEffects& step, Command& /*command*/) {
  step.log.end_group();
  return {};
}

Result<void> run_echo(StepEffects& step, Command& command) {
  const std::string value = to_lower(trim(command.data));
  if (command.data.empty()) {
    return fail(ErrorKind::kInvalid, "Value cannot be null or empty. (Parameter 'value')");
  }
  if (value != "on" && value != "off") {
    return fail(ErrorKind::kInvalid,
                fmt::format("Invalid echo command value. Possible values can be: 'on', 'off'. Current value is: '{}'.",
                            command.data));
  }
  step.echoes_commands = value == "on";
  step.log.debug(fmt::format("Setting echo command value to '{}'", value));
  return {};
}

Result<void> run_add_mask(StepEffects& step, Command& command) {
  if (trim(command.data).empty()) {
    step.log.warning("Can't add secret mask for empty string in ##[add-mask] command.");
    return {};
  }
  if (step.echoes_commands) {
    step.log.text("::add-mask::***");
  }
  step.log.job().masker().add_value(command.data);
  step.log.job().masker().add_secret(command.data);
  return {};
}

}  // namespace ropewalk::engine
