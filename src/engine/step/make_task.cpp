#include "engine/step/make_task.h"

#include <fmt/format.h>

#include "engine/step/action_step.h"
#include "engine/step/running_step.h"
#include "engine/step/script_step.h"
#include "engine/step/step_process.h"
#include "plan/written_form.h"

namespace ropewalk::engine {
namespace {

/// The files are there before anything is evaluated, since scripts and inputs may name them: `${{ github.output }}`.
StepEnd run_written(RunningStep& step, const workflow::Step& written, const SourceFilePtr& file) {
  if (!open_files(step)) {
    return {record::Conclusion::kFailure};
  }
  switch (written.kind) {
    case workflow::StepKind::kRun: return run_script(step, written, file);
    case workflow::StepKind::kUses: return run_action(step, written, file);
    case workflow::StepKind::kWait:
    case workflow::StepKind::kWaitAll:
    case workflow::StepKind::kCancel:
    case workflow::StepKind::kParallel: break;
  }
  step.log.error("Only a job has steps that wait for others");
  return {record::Conclusion::kFailure};
}

/// GitHub shows `Run` and the first line of the script with its expressions evaluated, or the action's reference.
std::string default_name(const workflow::Step& written, const SourceFilePtr& file, RunningStep& step) {
  if (written.uses != nullptr) {
    return fmt::format("Run {}", written.uses->text);
  }
  if (written.run == nullptr) {
    return std::string(written.id);
  }
  const Result<std::string>& script = evaluate_script(step, written, file);
  const std::string text = script ? *script : plan::written_form(*written.run, *file);
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  return fmt::format("Run {}", std::string_view(text).substr(begin));
}

}  // namespace

StepTask make_task(const workflow::Step& step, const SourceFilePtr& file, std::shared_ptr<CompositeFrame> frame) {
  StepTask task{.id = std::string(step.id),
                .phase = record::StepPhase::kMain,
                .place = {file, step.span},
                .name = {step.name, file},
                .default_name = [&step, file](RunningStep& running) { return default_name(step, file, running); },
                .continue_on_error = {step.continue_on_error, file},
                .timeout_minutes = {step.timeout_minutes, file},
                .env = {step.env, file},
                .state = std::make_shared<ActionState>(),
                .frame = std::move(frame),
                .body = [&step, file](RunningStep& running) { return run_written(running, step, file); }};
  if (step.condition) {
    task.condition = step.condition->expression;
    task.condition_span = step.condition->span;
  }
  return task;
}

}  // namespace ropewalk::engine
