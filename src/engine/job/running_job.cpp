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
      actions(run_context.ports.files, folders.workspace, run_context.ports.actions) {}

RunningJob::~RunningJob() = default;

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
