#include "engine/step/run_step.h"

#include <fmt/format.h>

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

/// The condition when the step's turn comes. A cancellation that comes while it is worked out (a long `hashFiles`) is
/// for the condition to judge.
Result<bool> judged_condition(RunningStep& step) {
  if (step.job.note_cancellation()) {
    step.begin_evaluation();
  }
  auto condition = condition_of(step);
  if (!condition && !step.is_judged_in_cancelled_job() && step.job.note_cancellation()) {
    step.begin_evaluation();
    condition = condition_of(step);
  }
  return condition;
}

/// Asked before the step starts instead of while it is cancelled: contexts change on the step's own thread. A step
/// whose condition held when the job was cancelled already is not asked again.
OnCancellation on_cancellation(RunningStep& step) {
  if (step.is_judged_in_cancelled_job()) {
    return OnCancellation::kGoOn;
  }
  if (!step.task.condition) {
    return OnCancellation::kEnd;
  }
  step.assume_cancelled(true);
  const auto condition = condition_of(step);
  step.assume_cancelled(false);
  return condition && *condition ? OnCancellation::kGoOn : OnCancellation::kEnd;
}

std::optional<std::chrono::minutes> timeout_of(RunningStep& step) {
  auto minutes = evaluate_minutes(step.task.timeout_minutes, step);
  if (!minutes) {
    step.log.error("An error occurred when attempting to determine the step timeout.");
    log_error(step, std::move(minutes.error()));
    return std::nullopt;
  }
  return *minutes;
}

/// What the body left open: whether a cancellation has ended it, or a timeout, and whose.
StepEnd judge_stop(RunningStep& step, StepEnd end, std::optional<std::chrono::minutes> timeout) {
  if (end.outcome != record::Conclusion::kCancelled) {
    return end;
  }
  if (step.job.note_cancellation() || !step.late().stop_requested()) {
    step.log.error("The operation was canceled.");
    return end;
  }
  step.log.error(timeout ? fmt::format("The action '{}' has timed out after {} minutes.", step.name, timeout->count())
                         : "The action has timed out.");
  return {record::Conclusion::kFailure, end.exit_code};
}

StepEnd run_body(RunningStep& step) {
  const auto timeout = timeout_of(step);
  step.begin(on_cancellation(step), timeout);
  step.log.debug(fmt::format("Starting: {}", step.name));
  StepEnd end = judge_stop(step, step.task.body(step), timeout);
  step.forget_hashes();
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

/// A folder as people write it, without a separator at its end.
std::filesystem::path without_end(const std::filesystem::path& folder) {
  return folder.has_filename() ? folder : folder.parent_path();
}

/// What a shell in the place of a step needs that has failed.
FailedStep describe_failure(const RunningStep& step) {
  const bool has_started = !step.started_arguments.empty();
  return {.job = step.job.request.id,
          .job_name = step.job.request.name,
          .number = step.number(),
          .name = step.name,
          .is_impossible = step.is_impossible,
          .script = step.started_script,
          .arguments = step.started_arguments,
          .working_directory = without_end(has_started ? step.started_folder : step.job.folders.workspace),
          .environment = has_started ? step.started_environment : step.process_environment({}),
          .folders = step.job.folders};
}

}  // namespace

std::string display_name(const StepTask& task, RunningStep& step) {
  std::string shown;
  if (task.name.token != nullptr) {
    auto evaluated = evaluate_text(task.name, step);
    shown = first_line(evaluated ? *evaluated : plan::written_form(*task.name.token, *task.name.file));
  }
  if (shown.empty() && task.default_name) {
    shown = first_line(task.default_name(step));
  }
  return shown;
}

StepResult run_step(RunningJob& job, const StepTask& task) {
  const auto started = job.clock().monotonic();
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
  step.name = display_name(task, step);
  job.log.emit(started_event(step));
  StepResult result;
  StepEnd end;
  if (!env) {
    log_error(step, std::move(env.error()));
    end.outcome = record::Conclusion::kFailure;
    result.conclusion = end.outcome;
  } else if (const auto condition = judged_condition(step); !condition) {
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
  if (result.conclusion == record::Conclusion::kFailure && !job.failed_step) {
    job.failed_step = describe_failure(step);
  }
  if (task.phase == record::StepPhase::kMain) {
    step.steps().set_result(task.id, result.outcome, result.conclusion);
  }
  job.log.emit(record::StepFinished{
      .job = job.request.id,
      .step = step.number(),
      .outcome = result.outcome,
      .conclusion = result.conclusion,
      .exit_code = end.exit_code,
      .duration = std::chrono::duration_cast<std::chrono::milliseconds>(job.clock().monotonic() - started),
      .name = step.name});
  return result;
}

StepResult run_job_step(RunningJob& job, const StepTask& task) {
  const StepResult result = run_step(job, task);
  const bool is_cancelled = job.note_cancellation();
  // A step that says it was cancelled in a job that was not has not done its work.
  if (result.conclusion == record::Conclusion::kFailure ||
      (result.conclusion == record::Conclusion::kCancelled && !is_cancelled)) {
    const bool is_first = job.status() == record::Conclusion::kSuccess;
    job.note_failure();
    if (is_first && job.failed_step && job.run.options.failures.on_step) {
      job.run.options.failures.on_step(*job.failed_step);
    }
  } else if (job.status() == record::Conclusion::kSuccess) {
    job.failed_step.reset();  // a failure that a step around it forgave
  }
  return result;
}

}  // namespace ropewalk::engine
