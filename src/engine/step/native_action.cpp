// Actions that Ropewalk does itself.
#include <algorithm>

#include "base/strings.h"
#include "engine/step/action_step.h"
#include "engine/step/log_error.h"
#include "engine/step/native_host.h"

namespace ropewalk::engine {
namespace {

/// What was given and the defaults of the rest, for the log.
NamedTexts shown_inputs(const ActionCall& call, const actions::NativeAction& action,
                        const actions::ActionVersion& version) {
  NamedTexts shown = call.given;
  for (const actions::NativeInput& input : action.inputs()) {
    const bool is_given = std::any_of(call.given.begin(), call.given.end(),
                                      [&](const auto& pair) { return equals_ignoring_case(pair.first, input.name); });
    if (!is_given && version >= input.since && version <= input.until) {
      shown.emplace_back(input.name, input.default_value);
    }
  }
  return shown;
}

/// An action that was told to stop is cancelled, however it ended, as a process of the runner's is.
StepEnd end_of(RunningStep& step, Result<void> done) {
  if (step.stop().stop_requested()) {
    return {record::Conclusion::kCancelled};
  }
  if (!done) {
    log_error(step, std::move(done.error()));
    return {record::Conclusion::kFailure};
  }
  return {};
}

}  // namespace

StepEnd run_native(RunningStep& step, const ActionCall& call, const actions::NativeAction& action) {
  std::vector<std::string> warnings;
  const actions::ActionVersion version = actions::action_version(step.action_ref);
  auto inputs = actions::prepare_inputs(action, call.given, warnings, version);
  for (const std::string& warning : warnings) {
    step.log.warning(warning);
  }
  print_call(step, call, shown_inputs(call, action, version));
  if (!inputs) {
    return end_of(step, fail(std::move(inputs.error())));
  }
  if (action.has_post()) {
    auto condition = parse_action_condition(action.post_condition(), "always()");
    if (!condition) {
      return end_of(step, fail(std::move(condition.error())));
    }
    register_post(step, std::move(*condition), [&action, post_inputs = *inputs](RunningStep& post) {
      post.log.text("Post job cleanup.");
      NativeHost host(post);
      return end_of(post, action.post(post_inputs, host));
    });
  }
  NativeHost host(step, &call);
  return end_of(step, action.main(*inputs, host));
}

}  // namespace ropewalk::engine
