#include "engine/step/run_step.h"

#include <fmt/format.h>

#include <cmath>
#include <stop_token>

#include "base/strings.h"
#include "engine/step/composite_frame.h"
#include "engine/step/log_error.h"
#include "engine/step/running_step.h"
#include "plan/written_form.h"

namespace ropewalk::engine {
namespace {

/// GitHub shows the first line of a name.
std::string first_line(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = text.substr(begin);
  return std::string(rest.substr(0, rest.find_first_of("\r\n")));
}

std::string name_of(const RunningStep& step) {
  std::string shown;
  if (step.task.name.token != nullptr) {
    auto evaluated = evaluate_text(step.task.name, step);
    shown = first_line(evaluated ? *evaluated : plan::written_form(*step.task.name.token, *step.task.name.file));
  }
  if (shown.empty() && step.task.default_name) {
    shown = first_line(step.task.default_name(step));
  }
  return step.job.log.masker().mask(shown);
}

Result<bool> condition_of(const RunningStep& step) {
  if (!step.task.condition) {
    auto success = step.call("success", {});
    return success->boolean();
  }
  return evaluate_condition(*step.task.condition, step);
}

Error condition_error(const RunningStep& step, Error error) {
  if (step.task.condition_span != Span()) {
    error.place = {step.task.place.file, step.task.condition_span};
  }
  return error;
}

/// Asked before the step starts instead of while it is cancelled: contexts change on the step's own thread.
bool survives_cancellation(RunningStep& step) {
  step.assume_cancelled(true);
  const auto condition = condition_of(step);
  step.assume_cancelled(false);
  return condition && *condition;
}

int timeout_of(RunningStep& step) {
  auto minutes = evaluate_number(step.task.timeout_minutes, step, 0);
  if (!minutes) {
    step.log.error("An error occurred when attempting to determine the step timeout.");
    log_error(step, std::move(minutes.error()));
    return 0;
  }
  return static_cast<int>(std::floor(*minutes));
}

/// What the body left open: whether it ended because its time was over, and whose time.
StepEnd judge_time(RunningStep& step, StepEnd end, int timeout_minutes) {
  if (end.outcome != record::Conclusion::kCancelled || step.job.note_cancellation() || !step.own_deadline ||
      step.job.clock().monotonic() < *step.own_deadline) {
    return end;
  }
  if (step.frame() != nullptr && step.own_deadline == step.frame()->deadline) {
    step.log.error("The action has timed out.");
  } else {
    step.log.error(fmt::format("The action '{}' has timed out after {} minutes.", step.name, timeout_minutes));
  }
  return {record::Conclusion::kFailure, end.exit_code};
}

StepEnd run_body(RunningStep& step) {
  const int minutes = timeout_of(step);
  const bool survives = survives_cancellation(step);
  if (minutes > 0) {
    const Deadline own = step.job.clock().monotonic() + std::chrono::minutes(minutes);
    step.own_deadline = step.own_deadline ? std::min(*step.own_deadline, own) : own;
  }
  step.job_deadline = step.job.deadline(survives);
  if (!survives) {
    step.stop = step.job.stop;
  }
  step.log.debug(fmt::format("Starting: {}", step.name));
  StepEnd end = judge_time(step, step.task.body(step), minutes);
  if (end.outcome == record::Conclusion::kCancelled) {
    step.log.error("The operation was canceled.");
  }
  if (step.has_failed_command && end.outcome == record::Conclusion::kSuccess) {
    end.outcome = record::Conclusion::kFailure;
  }
  step.log.debug(fmt::format("Finishing: {}", step.name));
  return end;
}

record::Conclusion apply_continue_on_error(RunningStep& step, record::Conclusion outcome) {
  if (outcome != record::Conclusion::kFailure) {
    return outcome;
  }
  auto continues = evaluate_boolean(step.task.continue_on_error, step, false);
  if (!continues) {
    step.log.error("The step failed and an error occurred when attempting to determine whether to continue on error.");
    log_error(step, std::move(continues.error()));
    return outcome;
  }
  return *continues ? record::Conclusion::kSuccess : outcome;
}

record::StepStarted started_event(const RunningStep& step) {
  const StepTask& task = step.task;
  record::StepStarted event{.job = step.job.request.id,
                            .number = step.number(),
                            .id = task.id,
                            .name = step.name,
                            .phase = task.phase,
                            .parent = step.frame() != nullptr ? step.frame()->parent_step : 0};
  if (task.place.has_place()) {
    const LineColumn at = task.place.file->locate(task.place.span.begin);
    event.file = task.place.file->name();
    event.line = static_cast<int>(at.line);
    event.column = static_cast<int>(at.column);
  }
  return event;
}

}  // namespace

StepResult run_step(JobState& job, const StepTask& task) {
  const Deadline started = job.clock().monotonic();
  RunningStep step(job, task, job.next_step_number());
  auto env = evaluate_mapping(task.env, step);
  if (env) {
    EnvironmentMap own;
    for (auto& [name, value] : *env) {
      own.set(name, std::move(value));
    }
    step.apply(own);
  }
  job.note_cancellation();
  step.name = name_of(step);
  job.log.emit(started_event(step));
  StepResult result;
  StepEnd end;
  if (!env) {
    log_error(step, std::move(env.error()));
    end.outcome = record::Conclusion::kFailure;
    result.conclusion = end.outcome;
  } else if (const auto condition = condition_of(step); !condition) {
    log_error(step, condition_error(step, condition.error()));
    end.outcome = record::Conclusion::kFailure;
    result.conclusion = end.outcome;
    result.has_bad_condition = true;
  } else if (!*condition) {
    end.outcome = record::Conclusion::kSkipped;
    result.conclusion = end.outcome;
  } else {
    end = run_body(step);
    result.conclusion = apply_continue_on_error(step, end.outcome);
  }
  result.outcome = end.outcome;
  if (task.phase == record::StepPhase::kMain) {
    step.steps().set_result(task.id, result.outcome, result.conclusion);
  }
  job.log.emit(record::StepFinished{
      .job = job.request.id,
      .step = step.number(),
      .outcome = result.outcome,
      .conclusion = result.conclusion,
      .exit_code = end.exit_code,
      .duration = std::chrono::duration_cast<std::chrono::milliseconds>(job.clock().monotonic() - started)});
  return result;
}

StepResult run_job_step(JobState& job, const StepTask& task) {
  const StepResult result = run_step(job, task);
  job.note_cancellation();
  if (result.conclusion == record::Conclusion::kFailure) {
    job.note_failure();
  }
  return result;
}

}  // namespace ropewalk::engine
