// Everything that a running job remembers between its steps.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "engine/artifact_subjects.h"
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

/// What a background step has changed in the job as it sees it, in order: not yet seen by the job itself.
struct DeferredChanges {
  std::vector<std::pair<std::string, std::string>> variables;
  std::vector<std::string> paths;
};

/// One job's memory. Used by the job's own thread alone; a background step has a fork of it.
class RunningJob {
 public:
  RunningJob(const RunContext& run, const JobRequest& request, JobFolders folders, JobPlace& place,
             std::stop_token cancel);
  /// A fork for a step that runs beside the job's others: the job as it is now, for another thread. Nothing that
  /// happens in it is seen by `origin` until that takes it over. `stop` ends it at once, `number` is its step's.
  /// `origin` outlives it.
  RunningJob(RunningJob& origin, const std::stop_token& stop, int number);
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
  /// What steps have declared, one for the job and its forks; null where that is not turned on.
  std::shared_ptr<ArtifactSubjects> artifacts;
  int composite_depth = 0;
  /// Called when the condition of a fork's step is worked out and its body begins.
  std::function<void()> on_begin;
  /// The step that has failed the job: the innermost and first one.
  std::optional<FailedStep> failed_step;

  [[nodiscard]] record::Conclusion status() const { return status_; }
  /// Why a step of it could not be run on this machine: of the first one.
  [[nodiscard]] const std::string& impossible() const { return impossible_; }
  void note_impossible(std::string reason);
  /// A failed step fails the job, unless it is cancelled already.
  void note_failure();
  /// Takes over a cancellation that has come meanwhile. Returns whether the job is cancelled.
  bool note_cancellation();

  [[nodiscard]] int next_step_number();
  /// Of GITHUB_ENV and its like: for all steps from now on.
  void set_variable(std::string_view variable, std::string_view value);
  void add_path(std::string_view path);
  /// What the step of a fork has set and left for the end of the job. The fork's thread is done.
  void take_over(RunningJob& fork, std::string_view step);
  /// The PATH of the user's environment with what steps have added: where shells and node are looked for.
  [[nodiscard]] std::string search_path() const;
  /// The `job` context.
  [[nodiscard]] expr::Value job_context() const;
  [[nodiscard]] ports::Files& files() const { return place.files(); }
  [[nodiscard]] ports::Clock& clock() const { return run.ports.clock; }

 private:
  record::Conclusion status_ = record::Conclusion::kSuccess;
  /// One count for the job and its forks.
  std::shared_ptr<std::atomic<int>> last_step_ = std::make_shared<std::atomic<int>>(0);
  /// The number of the step that a fork is for, until it is taken.
  int reserved_step_ = 0;
  bool is_fork_ = false;
  DeferredChanges changes_;
  std::string impossible_;
};

}  // namespace ropewalk::engine
