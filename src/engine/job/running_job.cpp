#include "engine/job/running_job.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/job/job_environment.h"
#include "engine/step_task.h"

namespace ropewalk::engine {
namespace {

std::string_view find_last(const ports::EnvironmentList& list, std::string_view name) {
  const auto found = std::find_if(list.rbegin(), list.rend(), [&](const auto& pair) { return pair.first == name; });
  return found == list.rend() ? std::string_view() : std::string_view(found->second);
}

}  // namespace

RunningJob::RunningJob(const RunContext& run_context, const JobRequest& job_request, JobFolders job_folders,
                       JobPlace& job_place, std::stop_token cancel)
    : run(run_context),
      request(job_request),
      folders(std::move(job_folders)),
      place(job_place),
      stop(run_context.ports.clock, std::move(cancel), run_context.options.forced, job_request.timeout,
           job_request.cancel_timeout),
      log(run_context.recorder, job_request.id, run_context.writes_debug),
      github(job_github(run_context, job_request, folders, job_place)),
      runner(runner_context(run_context, folders, job_place)),
      secrets(text_object(job_request.secrets)),
      base_environment(base_process_environment(run_context, folders, job_place)),
      runtime_environment(runtime_process_environment(github, runner)),
      actions(run_context.ports.files, folders.workspace, run_context.ports.actions),
      artifacts(make_artifact_subjects(run_context.ports.machine)) {}

RunningJob::RunningJob(RunningJob& origin, const std::stop_token& ended, int number)
    : run(origin.run),
      request(origin.request),
      folders(origin.folders),
      place(origin.place),
      stop(origin.clock(), ended, ended, origin.request.timeout, origin.request.cancel_timeout),
      log(origin.run.recorder, origin.request.id, origin.run.writes_debug),
      github(origin.github),
      runner(origin.runner),
      secrets(origin.secrets),
      base_environment(origin.base_environment),
      runtime_environment(origin.runtime_environment),
      environment(origin.environment),
      added_paths(origin.added_paths),
      defaults(origin.defaults),
      actions(origin.run.ports.files, folders.workspace, origin.run.ports.actions),
      matchers(origin.matchers),
      steps(origin.steps),
      artifacts(origin.artifacts),
      composite_depth(origin.composite_depth),
      status_(origin.status_),
      last_step_(origin.last_step_),
      reserved_step_(number),
      is_fork_(true) {}

RunningJob::~RunningJob() = default;

int RunningJob::next_step_number() {
  const int reserved = std::exchange(reserved_step_, 0);
  return reserved != 0 ? reserved : ++*last_step_;
}

void RunningJob::set_variable(std::string_view variable, std::string_view value) {
  environment.set(variable, std::string(value));
  if (is_fork_) {
    changes_.variables.emplace_back(variable, value);
  }
}

void RunningJob::take_over(RunningJob& fork, std::string_view step) {
  for (const auto& [variable, value] : fork.changes_.variables) {
    environment.set(variable, value);
  }
  for (const std::string& path : fork.changes_.paths) {
    add_path(path);
  }
  fork.changes_ = {};
  steps.take_over(fork.steps, step);
  for (StepTask& post : std::exchange(fork.post_steps, {})) {
    const bool is_known = post.state && std::any_of(post_steps.begin(), post_steps.end(),
                                                    [&](const StepTask& known) { return known.state == post.state; });
    if (!is_known) {
      post_steps.push_back(std::move(post));
    }
  }
  note_impossible(std::move(fork.impossible_));
  if (fork.failed_step && !failed_step) {
    failed_step = std::move(fork.failed_step);
  }
}

void RunningJob::note_impossible(std::string reason) {
  if (impossible_.empty()) {
    impossible_ = std::move(reason);
  }
}

void RunningJob::note_failure() {
  if (status_ == record::Conclusion::kSuccess) {
    status_ = record::Conclusion::kFailure;
  }
}

bool RunningJob::note_cancellation() {
  if (stop.cancelled().stop_requested()) {
    status_ = record::Conclusion::kCancelled;
  }
  return status_ == record::Conclusion::kCancelled;
}

void RunningJob::add_path(std::string_view path) {
  std::erase(added_paths, path);
  added_paths.emplace_back(path);
  if (is_fork_) {
    changes_.paths.emplace_back(path);
  }
}

std::string RunningJob::search_path() const {
  std::string text;
  for (auto path = added_paths.rbegin(); path != added_paths.rend(); ++path) {
    text += *path + ":";
  }
  text += find_last(base_environment, "PATH");
  return text;
}

expr::Value RunningJob::job_context() const {
  expr::Object job;
  const auto member = [this](std::string_view name) {
    const expr::Value* value = github.find(name);
    return value == nullptr ? std::string() : value->to_text();
  };
  const std::string& file = request.workflow->file->name();
  job.set("status", record::name(status_));
  // Of the file that the job stands in, which for a called workflow is not the one of `github.workflow_ref`.
  job.set("workflow_ref", fmt::format("{}/{}@{}", member("repository"), file, member("ref")));
  job.set("workflow_sha", member("workflow_sha"));
  job.set("workflow_repository", member("repository"));
  job.set("workflow_file_path", file);
  return job;
}

}  // namespace ropewalk::engine
