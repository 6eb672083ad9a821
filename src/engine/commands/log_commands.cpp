// Commands about the log itself: debug, groups, echo, masks.
#include <fmt/format.h>

#include "base/strings.h"
#include "engine/commands/processor.h"
#include "engine/step/running_step.h"

namespace ropewalk::engine {

Result<void> run_debug(RunningStep& step, Command& command) {
  step.log.debug(command.data);
  return {};
}

Result<void> run_group(RunningStep& step, Command& command) {
  step.log.group(command.data);
  return {};
}

Result<void> run_end_group(RunningStep& step, Command& /*command*/) {
  step.log.end_group();
  return {};
}

Result<void> run_echo(RunningStep& step, Command& command) {
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

Result<void> run_add_mask(RunningStep& step, Command& command) {
  if (trim(command.data).empty()) {
    step.log.warning("Can't add secret mask for empty string in ##[add-mask] command.");
    return {};
  }
  if (step.echoes_commands) {
    step.log.text("::add-mask::***");
  }
  step.job.log.masker().add_value(command.data);
  step.job.log.masker().add_secret(command.data);
  return {};
}

}  // namespace ropewalk::engine
