// Everything that a running job remembers between its steps.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "engine/backend.h"
#include "engine/environment_map.h"
#include "engine/job/action_table.h"
#include "engine/job/job_request.h"
#include "engine/job/job_stop.h"
#include "engine/job_log.h"
#include "engine/matchers/matcher_set.h"
#include "engine/run_context.h"
#include "engine/steps_context.h"

namespace ropewalk::engine {

struct StepTask;

/// Steps that run when the job's own are done, the newest first.
using PostSteps = std::vector<StepTask>;

/// `defaults.run`, workflow's and job's together.
struct RunDefaults {
  std::string shell;
  std::string working_directory;
};

/// One job's memory. Used by the job's own thread alone.
class RunningJob {
 public:
  RunningJob(const RunContext& run, const JobRequest& request, JobFolders folders, JobPlace& place,
             std::stop_token cancel);
  ~RunningJob();
  RunningJob(const RunningJob&) = delete;
  RunningJob& operator=(const RunningJob&) = delete;

  const RunContext& run;
  const JobRequest& request;
  const JobFolders folders;
  JobPlace& place;
  const JobStop stop;
  JobLog log;

  /// The `github` context without a step's own members.
  expr::Object github;
  expr::Value runner;
  expr::Value secrets;
  /// What every process gets: weaker than the `env` context, and stronger (GITHUB_*, RUNNER_*).
  ports::EnvironmentList base_environment;
  ports::EnvironmentList runtime_environment;
  /// The job's share of the `env` context; GITHUB_ENV changes it.
  EnvironmentMap environment;
  /// Added by steps; the last one is first in PATH.
  std::vector<std::string> added_paths;
  RunDefaults defaults;
  ActionTable actions;
  MatcherSet matchers;
  StepsContext steps;
  PostSteps post_steps;
  int composite_depth = 0;
  /// The step that has failed the job: the innermost and first one.
  std::optional<FailedStep> failed_step;

  [[nodiscard]] record::Conclusion status() const { return status_; }
  /// A failed step fails the job, unless it is cancelled already.
  void note_failure();
  /// Takes over a cancellation that has come meanwhile. Returns whether the job is cancelled.
  bool note_cancellation();

  [[nodiscard]] int next_step_number() { return ++last_step_; }
  void add_path(std::string_view path);
  /// The PATH of the user's environment with what steps have added: where shells and node are looked for.
  [[nodiscard]] std::string search_path() const;
  /// The `job` context.
  [[nodiscard]] expr::Value job_context() const;
  [[nodiscard]] ports::Files& files() const { return place.files(); }
  [[nodiscard]] ports::Clock& clock() const { return run.ports.clock; }

 private:
  record::Conclusion status_ = record::Conclusion::kSuccess;
  int last_step_ = 0;
};

}  // namespace ropewalk::engine
