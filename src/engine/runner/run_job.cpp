#include "engine/runner/run_job.h"

#include <fmt/format.h>

#include "engine/job/job_folders.h"
#include "engine/runner/run_steps.h"
#include "engine/step/hook_step.h"
#include "engine/step/run_step.h"
#include "engine/step/running_step.h"

namespace ropewalk::engine {
namespace {

StepTask own_step(record::StepPhase phase, std::string_view name, std::string_view condition,
                  std::function<StepEnd(RunningStep&)> body) {
  return {.phase = phase,
          .default_name = [name = std::string(name)](RunningStep&) { return name; },
          .condition = *parse_action_condition(condition, ""),
          .body = std::move(body)};
}

/// A job whose place cannot be made has one failed step that says why.
JobResult fail_to_start(const RunContext& run, const JobRequest& request, const Error& error) {
  JobLog log(run.recorder, request.id, run.writes_debug);
  log.emit(record::StepStarted{
      .job = request.id, .number = 1, .id = {}, .name = "Set up job", .phase = record::StepPhase::kSetup});
  StepLog(log, 1, std::make_shared<AnnotationCounts>()).error(error.message);
  log.emit(record::StepFinished{.job = request.id,
                                .step = 1,
                                .outcome = record::Conclusion::kFailure,
                                .conclusion = record::Conclusion::kFailure,
                                .exit_code = {},
                                .name = "Set up job"});
  return {.conclusion = record::Conclusion::kFailure, .reason = error.message, .is_incomplete = false, .outputs = {}};
}

/// `github_` and a UUID, as GitHub's runner has it; its start is that of all jobs of this process.
std::string make_tracking_id(const RunContext& run) {
  const std::string& mark = run.options.tracking_mark;
  const std::string own = "github_" + ports::make_uuid(run.ports.random);
  return mark.size() < own.size() ? mark + own.substr(mark.size()) : own;
}

/// A job is incomplete when a step could not be run here, unless something else has failed it: what came behind the
/// first failure may be its consequence.
void note_incompleteness(const RunningJob& job, JobResult& result) {
  const bool has_failed = result.conclusion == record::Conclusion::kFailure;
  const bool is_cause = has_failed && job.failed_step && job.failed_step->is_impossible;
  const bool is_forgiven = result.conclusion == record::Conclusion::kSuccess && !job.impossible().empty();
  if (is_cause || is_forgiven) {
    result.is_incomplete = true;
    result.reason = job.impossible();
  }
}

void run_post_steps(RunningJob& job) {
  while (!job.post_steps.empty()) {
    const StepTask task = std::move(job.post_steps.back());
    job.post_steps.pop_back();
    run_job_step(job, task);
  }
}

}  // namespace

JobResult run_job(const RunContext& run, const JobRequest& request, std::stop_token stop) {
  auto folders = make_job_folders(run, request.folder);
  if (!folders) {
    return fail_to_start(run, request, folders.error());
  }
  auto place = request.backend->prepare({.folders = *folders, .needs = request.needs_of_place}, stop);
  if (!place) {
    return fail_to_start(run, request, place.error());
  }
  JobResult result;
  int last_step = 0;
  bool is_kept = false;
  {
    RunningJob job(run, request, *folders, **place, std::move(stop));
    job.runtime_environment.emplace_back(kTrackingVariable, make_tracking_id(run));
    const StepResult setup =
        run_job_step(job, own_step(record::StepPhase::kSetup, "Set up job", "success()", set_up_job));
    if (setup.conclusion == record::Conclusion::kSuccess) {
      if (auto completed = make_hook_task(job, kCompletedHook)) {
        job.post_steps.push_back(std::move(*completed));  // the first to be put there is the last to run
      }
      if (const auto started = make_hook_task(job, kStartedHook)) {
        run_job_step(job, *started);
      }
      run_steps(job);  // also when the job was cancelled meanwhile: some steps ask for just that
    }
    run_post_steps(job);
    run_job_step(job, own_step(record::StepPhase::kComplete, "Complete job", "always()",
                               [&result, &last_step](RunningStep& step) {
                                 last_step = step.number();
                                 return complete_job(step, result);
                               }));
    result.conclusion = job.status();
    note_incompleteness(job, result);
    const auto& keeps_job = run.options.failures.keeps_job;
    if (result.conclusion == record::Conclusion::kFailure && job.failed_step && keeps_job) {
      is_kept = keeps_job(*job.failed_step, [&run](std::string_view text) { return run.masker.mask(text); });
    }
    if (job.stop.is_timed_out()) {
      result.reason = fmt::format("timed out after {} minutes", request.timeout.count());
    }
  }
  if (const std::string trouble = remove_job_folders(run, *folders, is_kept); !trouble.empty()) {
    run.recorder.emit(record::Annotation{.job = request.id,
                                         .step = last_step,
                                         .level = record::AnnotationLevel::kWarning,
                                         .message = fmt::format("The job's folder was not removed: {}", trouble),
                                         .title = {},
                                         .file = {}});
  }
  return result;
}

}  // namespace ropewalk::engine
