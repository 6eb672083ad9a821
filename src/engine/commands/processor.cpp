#include "engine/commands/processor.h"
#include "engine/runner_boolean.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "engine/step_effects.h"

namespace ropewalk::engine {
namespace {

constexpr std::string_view kStop = "stop-commands";
/// Longer stop tokens than this are hidden like secrets, so that a log cannot give them away.
constexpr std::size_t kLongestShownToken = 6;

constexpr std::array<CommandHandler, 14> kHandlers{{
    {"error", true, run_issue_command},
    {"warning", true, run_issue_command},
    {"notice", true, run_issue_command},
    {"debug", true, run_debug},
    {"group", false, run_group},
    {"endgroup", false, run_end_group},
    {"echo", false, run_echo},
    {"add-mask", true, run_add_mask},
    {"set-env", false, run_set_env},
    {"add-path", false, run_add_path},
    {"set-output", false, run_set_output},
    {"save-state", false, run_save_state},
    {"add-matcher", false, run_add_matcher},
    {"remove-matcher", false, run_remove_matcher},
}};

bool is_true(const std::string* text) { return text != nullptr && runner_boolean(*text); }

void report(StepEffects& step, std::string_view command, const Error& error) {
  step.log.error(fmt::format("Unable to process command '{}' successfully.", command));
  step.log.error(error.message);
  step.has_failed_command = true;
}

}  // namespace

const CommandHandler* find_command(std::string_view name) {
  const auto found = std::find_if(kHandlers.begin(), kHandlers.end(), [&](const CommandHandler& handler) {
    return equals_ignoring_case(handler.name, name);
  });
  return found == kHandlers.end() ? nullptr : &*found;
}

bool CommandProcessor::process(std::string_view line) {
  const auto command = parse_command(line, [this](std::string_view name) {
    return equals_ignoring_case(name, kStop) || find_command(name) != nullptr ||
           (is_stopped_ && equals_ignoring_case(name, stop_token_));
  });
  if (!command) {
    return false;
  }
  if (is_stopped_) {
    return resume(line, *command);
  }
  if (!equals_ignoring_case(command->name, kStop)) {
    run(line, *command);
  } else if (auto stopped = stop(line, *command); !stopped) {
    report(step_, line, stopped.error());
  }
  return true;
}

bool CommandProcessor::resume(std::string_view line, const Command& command) {
  if (!equals_ignoring_case(command.name, stop_token_)) {
    step_.log.debug(fmt::format("Process commands has been stopped and waiting for '##[{}]' to resume.", stop_token_));
    return false;
  }
  step_.log.text(line);
  step_.log.debug("Resume processing commands");
  is_stopped_ = false;
  stop_token_.clear();
  return true;
}

Result<void> CommandProcessor::stop(std::string_view line, const Command& command) {
  const std::string& token = command.data;
  const bool is_refused = token.empty() || find_command(token) != nullptr || equals_ignoring_case(token, kStop) ||
                          equals_ignoring_case(token, "pause-logging");
  if (is_refused && !is_true(step_.environment.find("ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS"))) {
    return fail(
        ErrorKind::kInvalid,
        "You cannot use a endToken that is an empty string, the string 'pause-logging', or another workflow command. "
        "For "
        "more information see: "
        "https://docs.github.com/actions/learn-github-actions/"
        "workflow-commands-for-github-actions#example-stopping-and-starting-workflow-commands or opt into insecure "
        "command execution by setting the `ACTIONS_ALLOW_UNSECURE_STOPCOMMAND_TOKENS` environment variable to `true`.");
  }
  stop_token_ = token;
  is_stopped_ = true;
  if (token.size() > kLongestShownToken) {
    step_.log.job().masker().add_value(token);
  }
  step_.log.text(line);
  step_.log.debug("Paused processing commands until the token you called ::stopCommands:: with is received");
  return {};
}

void CommandProcessor::run(std::string_view line, const Command& command) {
  const CommandHandler& handler = *find_command(command.name);
  if (step_.echoes_commands && !handler.omits_echo) {
    step_.log.text(line);
  }
  Command own = command;
  if (auto done = handler.run(step_, own); !done) {
    report(step_, handler.omits_echo ? handler.name : line, done.error());
  }
}

}  // namespace ropewalk::engine
