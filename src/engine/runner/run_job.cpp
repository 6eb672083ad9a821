#include "engine/runner/run_job.h"

#include <fmt/format.h>

#include "engine/job/job_folders.h"
#include "engine/step/make_task.h"
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

void run_steps(JobState& job) {
  for (const workflow::Step& step : job.request.job->steps) {
    run_job_step(job, make_task(step, job.request.workflow->file, nullptr));
  }
}

void run_post_steps(JobState& job) {
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
  auto place = run.backend.prepare(*folders);
  if (!place) {
    return fail_to_start(run, request, place.error());
  }
  JobResult result;
  {
    JobState job(run, request, *folders, **place, std::move(stop));
    job.runtime_environment.emplace_back(kTrackingVariable, "github_" + ports::make_uuid(run.ports.random));
    const StepResult setup =
        run_job_step(job, own_step(record::StepPhase::kSetup, "Set up job", "success()", set_up_job));
    if (setup.conclusion == record::Conclusion::kSuccess) {
      run_steps(job);  // also when the job was cancelled meanwhile: some steps ask for just that
    }
    run_post_steps(job);
    run_job_step(job, own_step(record::StepPhase::kComplete, "Complete job", "always()",
                               [&result](RunningStep& step) { return complete_job(step, result); }));
    result.conclusion = job.status();
    if (job.stop.is_timed_out()) {
      result.reason = fmt::format("timed out after {} minutes", request.timeout.count());
    }
  }
  static_cast<void>(remove_job_folders(run, *folders));
  return result;
}

}  // namespace ropewalk::engine
