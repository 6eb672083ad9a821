#include "engine/runner/run_steps.h"

#include <fmt/format.h>

#include <deque>

#include "base/strings.h"
#include "engine/runner/background_steps.h"
#include "engine/step/action_step.h"
#include "engine/step/make_task.h"
#include "engine/step/run_step.h"
#include "engine/step_choice.h"

namespace ropewalk::engine {
namespace {

using workflow::Step;
using workflow::StepKind;

/// A step in the order in which the job comes to it. A `parallel` block is its steps in the background, and one that
/// waits for them.
struct Turn {
  const Step* written = nullptr;
  bool is_chosen = true;
  bool is_background = false;
  /// What a wait, a wait-all or a cancel is about; `written` is then the step that says so, or the parallel block.
  std::vector<std::string> targets = {};
  StepTask task = {};

  [[nodiscard]] bool is_control() const { return written->kind != StepKind::kRun && written->kind != StepKind::kUses; }
};

std::vector<std::string> texts(const std::vector<std::string_view>& words) { return {words.begin(), words.end()}; }

std::deque<Turn> turns_of(const RunningJob& job) {
  const std::vector<Step>& written = job.request.job->steps;
  const std::vector<bool> chosen = chosen_steps(*job.request.job, job.run.options.steps, *job.request.workflow->file);
  std::deque<Turn> turns;
  for (std::size_t i = 0; i < written.size(); ++i) {
    std::vector<std::string> targets = texts(written[i].targets);
    for (const Step& inner : written[i].parallel) {
      turns.push_back({.written = &inner, .is_chosen = chosen[i], .is_background = true});
      targets.emplace_back(inner.id);
    }
    turns.push_back({.written = &written[i],
                     .is_chosen = chosen[i],
                     .is_background = written[i].is_background,
                     .targets = std::move(targets)});
  }
  return turns;
}

/// What a control step is called when it has no name.
std::string control_name(const Turn& turn) {
  std::string ids;
  for (const std::string& id : turn.targets) {
    ids += (ids.empty() ? "" : ", ") + id;
  }
  switch (turn.written->kind) {
    case StepKind::kWait: return fmt::format("Wait for {}", ids);
    case StepKind::kCancel: return fmt::format("Cancel {}", ids);
    case StepKind::kParallel: return "Wait for the parallel steps";
    case StepKind::kWaitAll:
    case StepKind::kRun:
    case StepKind::kUses: break;
  }
  return "Wait for all background steps";
}

/// How waits call a step in the background.
std::string background_name(const Step& step) {
  if (!step.has_generated_id) {
    return std::string(step.id);
  }
  const workflow::Token* words = step.name != nullptr ? step.name : step.run != nullptr ? step.run : step.uses;
  const std::string_view text = words == nullptr ? std::string_view(step.id) : trim(words->text);
  return (step.name != nullptr ? "" : "Run ") + std::string(text.substr(0, text.find_first_of("\r\n")));
}

/// GitHub runs them always, whatever has failed before.
StepTask control_task(const Turn& turn, const SourceFilePtr& file, BackgroundSteps& background) {
  StepTask task = make_task(*turn.written, file, nullptr);
  task.condition = *parse_action_condition("always()", "");
  task.default_name = [name = control_name(turn)](RunningStep&) { return name; };
  switch (turn.written->kind) {
    case StepKind::kWait:
    case StepKind::kParallel:
      task.body = [&background, ids = turn.targets](RunningStep& step) { return background.wait(step, ids); };
      break;
    case StepKind::kCancel:
      task.body = [&background, ids = turn.targets](RunningStep& step) { return background.cancel(step, ids); };
      break;
    case StepKind::kWaitAll:
      task.body = [&background](RunningStep& step) { return background.wait_for_all(step); };
      break;
    case StepKind::kRun:
    case StepKind::kUses: break;
  }
  return task;
}

void wait_for_the_rest(RunningJob& job, BackgroundSteps& background) {
  if (background.has_open()) {
    const StepTask task{.id = "__implicit_wait_all",
                        .default_name = [](RunningStep&) { return std::string("Wait for all background steps"); },
                        .condition = *parse_action_condition("always()", ""),
                        .body = [&background](RunningStep& step) { return background.wait_for_all(step); }};
    run_job_step(job, task);
  }
  background.judge();
}

}  // namespace

void run_steps(RunningJob& job) {
  const SourceFilePtr& file = job.request.workflow->file;
  std::deque<Turn> turns = turns_of(job);  // all before the first, as an action's pre step shares the state of its main
  BackgroundSteps background(job);         // behind them: its threads read them
  for (Turn& turn : turns) {
    turn.task = turn.is_control() ? control_task(turn, file, background) : make_task(*turn.written, file, nullptr);
    if (!turn.is_chosen) {
      turn.task.condition = *parse_action_condition("false", "");
    }
  }
  for (const Turn& turn : turns) {
    if (!turn.is_chosen) {
      continue;
    }
    if (const auto pre = make_pre_task(job, *turn.written, file, turn.task)) {
      run_job_step(job, *pre);
    }
  }
  for (const Turn& turn : turns) {
    if (turn.is_background) {
      background.start(turn.task, background_name(*turn.written));
    } else {
      run_job_step(job, turn.task);
    }
  }
  wait_for_the_rest(job, background);
}

}  // namespace ropewalk::engine
