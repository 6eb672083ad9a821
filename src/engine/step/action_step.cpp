#include "engine/step/action_step.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "engine/step/composite_frame.h"
#include "engine/step/log_error.h"
#include "engine/step/run_step.h"
#include "engine/step/step_process.h"

namespace ropewalk::engine {
namespace {

StepEnd failed(RunningStep& step, Error error) {
  if (error.kind == ErrorKind::kIncomplete) {
    step.note_impossible(error.message);
  }
  log_error(step, std::move(error));
  return {record::Conclusion::kFailure};
}

bool has_input(const NamedTexts& inputs, std::string_view name) {
  return std::any_of(inputs.begin(), inputs.end(),
                     [&](const auto& pair) { return equals_ignoring_case(pair.first, name); });
}

/// What was given, then the defaults of what was not. (GitHub's ActionRunner; `required` is not enforced there.)
Result<NamedTexts> inputs_of(RunningStep& step, const ActionCall& call, const actions::FolderAction& folder) {
  const workflow::ActionFile& action = *folder.file;
  NamedTexts inputs = call.given;
  std::vector<std::string> valid;
  for (const workflow::ActionInput& input : action.inputs) {
    valid.emplace_back(input.name);
    if (has_input(call.given, input.name)) {
      if (!input.deprecation_message.empty()) {
        step.log.warning(
            fmt::format("Input '{}' has been deprecated with message: {}", input.name, input.deprecation_message));
      }
      continue;
    }
    auto value = evaluate_text({input.default_value, action.file}, step);
    if (!value) {
      return fail(std::move(value.error()));
    }
    inputs.emplace_back(input.name, std::move(*value));
  }
  std::vector<std::string> unexpected;
  for (const auto& [name, value] : call.given) {
    if (std::none_of(valid.begin(), valid.end(),
                     [&](const auto& known) { return equals_ignoring_case(known, name); })) {
      unexpected.push_back(name);
    }
  }
  if (!unexpected.empty() && !folder.takes_all_inputs) {
    step.log.warning(fmt::format("Unexpected input(s) '{}', valid inputs are ['{}']", join(unexpected, "', '"),
                                 join(valid, "', '")));
  }
  return inputs;
}

StepEnd run_folder(RunningStep& step, const ActionCall& call, const actions::FolderAction& action) {
  auto inputs = inputs_of(step, call, action);
  if (!inputs) {
    return failed(step, std::move(inputs.error()));
  }
  switch (action.file->kind) {
    case workflow::ActionKind::kNode: return run_node(step, call, action, *inputs);
    case workflow::ActionKind::kComposite: return run_composite(step, call, action, *inputs);
    case workflow::ActionKind::kDocker:
      return failed(step, {.kind = ErrorKind::kIncomplete,
                           .message = fmt::format("The action '{}' is a container action, which cannot run here: there "
                                                  "is no container engine for jobs on this machine",
                                                  call.uses)});
  }
  return {record::Conclusion::kFailure};
}

void set_reference(RunningStep& step, std::string_view uses) {
  step.action_repository.clear();
  step.action_ref.clear();
  if (actions::is_own_folder(uses)) {
    return;
  }
  if (const auto reference = actions::parse_action_reference(uses)) {
    step.action_repository = reference->owner + "/" + reference->repository;
    step.action_ref = reference->ref;
  }
}

/// What the step calls, with its inputs evaluated.
Result<ActionCall> make_call(RunningStep& step, const workflow::Step& written, const SourceFilePtr& file) {
  step.place = {file, written.uses->span};
  ActionCall call{
      .step = &written, .file = file, .uses = std::string(trim(written.uses->text)), .action = {}, .given = {}};
  auto action = step.job.actions.find(call.uses, step.stop());
  if (!action) {
    return fail(std::move(action.error()));
  }
  call.action = std::move(*action);
  set_reference(step, call.uses);
  auto given = evaluate_mapping({written.with, file}, step);
  if (!given) {
    return fail(std::move(given.error()));
  }
  call.given = std::move(*given);
  return call;
}

StepEnd run_pre(RunningStep& step, const workflow::Step& written, const SourceFilePtr& file) {
  if (!open_files(step)) {
    return {record::Conclusion::kFailure};
  }
  auto call = make_call(step, written, file);
  if (!call) {
    return failed(step, std::move(call.error()));
  }
  const auto& folder = std::get<actions::FolderAction>(call->action.action);
  auto inputs = inputs_of(step, *call, folder);
  if (!inputs) {
    return failed(step, std::move(inputs.error()));
  }
  return run_node_pre(step, *call, folder, *inputs);
}

/// What GitHub puts in front of the names of pre steps, and takes off again for the post step.
constexpr std::string_view kPre = "Pre ";

}  // namespace

void register_post(RunningStep& step, expr::Expression condition, std::function<StepEnd(RunningStep&)> body) {
  // A frame that owned tasks which own the frame would never go: its post steps get it when they run.
  PostSteps& posts = step.frame() != nullptr ? step.frame()->post_steps : step.job.post_steps;
  if (step.task.state &&
      std::any_of(posts.begin(), posts.end(), [&](const StepTask& post) { return post.state == step.task.state; })) {
    return;
  }
  const bool is_pre = step.task.phase == record::StepPhase::kPre && step.name.starts_with(kPre);
  const std::string name = is_pre ? step.name.substr(kPre.size()) : step.name;
  StepTask post{.id = step.task.id,
                .phase = record::StepPhase::kPost,
                .place = step.task.place,
                .default_name = [name = "Post " + name](RunningStep&) { return name; },
                .condition = std::move(condition),
                .env = step.task.env,
                .state = step.task.state,
                .body = std::move(body)};
  posts.push_back(std::move(post));
}

void print_call(RunningStep& step, const ActionCall& call, const NamedTexts& inputs) {
  step.log.group(fmt::format("Run {}", call.uses));
  bool has_header = false;
  for (const auto& [name, value] : inputs) {
    if (value.empty()) {
      continue;
    }
    if (!has_header) {
      step.log.text("with:");
      has_header = true;
    }
    step.log.text(fmt::format("  {}: {}", name, value));
  }
  print_environment(step);
  step.log.end_group();
}

StepEnd run_action(RunningStep& step, const workflow::Step& written, const SourceFilePtr& file) {
  auto call = make_call(step, written, file);
  if (!call) {
    return failed(step, std::move(call.error()));
  }
  if (const auto* native = std::get_if<const actions::NativeAction*>(&call->action.action)) {
    return run_native(step, *call, **native);
  }
  const auto& folder = std::get<actions::FolderAction>(call->action.action);
  return run_folder(step, *call, folder);
}

std::optional<StepTask> make_pre_task(RunningJob& job, const workflow::Step& written, const SourceFilePtr& file,
                                      const StepTask& main) {
  const std::string_view uses = written.uses == nullptr ? std::string_view() : trim(written.uses->text);
  if (uses.empty() || actions::is_own_folder(uses)) {
    return std::nullopt;
  }
  const auto action = job.actions.find(uses, job.stop.over());
  const auto* folder = action ? std::get_if<actions::FolderAction>(&action->action) : nullptr;
  if (folder == nullptr || folder->file->kind != workflow::ActionKind::kNode || folder->file->pre.empty()) {
    return std::nullopt;
  }
  StepTask pre{.id = main.id,
               .phase = record::StepPhase::kPre,
               .place = main.place,
               .name = {},
               .default_name = [&main](RunningStep& step) { return std::string(kPre) + display_name(main, step); },
               .env = main.env,
               .state = main.state,
               .body = [&written, file](RunningStep& step) { return run_pre(step, written, file); }};
  auto condition = parse_action_condition(folder->file->pre_if, "always()");
  if (condition) {
    pre.condition = std::move(*condition);
  } else {
    pre.body = [error = condition.error()](RunningStep& step) { return failed(step, error); };
  }
  return pre;
}

}  // namespace ropewalk::engine
