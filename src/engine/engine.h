// Carries out a plan: every job as soon as its own needs are done, each in a place of its own, with the semantics of
// GitHub's runner. What happened goes to the sink; the summary comes back.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "actions/action_store.h"
#include "base/result.h"
#include "base/strings.h"
#include "engine/backend.h"
#include "engine/concurrency_groups.h"
#include "engine/environment_gates.h"
#include "engine/job_slots.h"
#include "plan/plan.h"
#include "ports/archive.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"
#include "ports/random.h"
#include "ports/repository.h"
#include "record/event.h"
#include "record/store.h"

namespace ropewalk::engine {

/// The outside world of a run. All references outlive it.
struct EnginePorts {
  ports::Process& process;
  ports::Files& files;
  ports::Archive& archive;
  ports::Clock& clock;
  ports::Random& random;
  const ports::Environment& machine;
  record::ArtifactStore& artifacts;
  record::CacheStore& caches;
  /// Where jobs can run; a job gets the first that can be its place.
  std::vector<Backend*> backends;
  /// Null outside of a repository.
  ports::Repository* repository = nullptr;
  /// Where actions of other repositories come from; null when there is no such place.
  actions::ActionStore* actions = nullptr;
  /// What several invocations share. Null: each has its own, with `max_jobs` slots.
  JobSlots* slots = nullptr;
  ConcurrencyGroups* groups = nullptr;
  /// Null: jobs that name an environment wait for nothing.
  EnvironmentGates* gates = nullptr;
};

/// What a label of `runs-on` means here.
enum class PlatformChoice { kHost, kSkip };

/// Which steps of a job run; a job that has none of them runs whole.
struct StepChoice {
  /// Only these, by id, name or the line that stands for a name; what `uses` an action before the last of them prepares
  /// the place and runs too.
  std::vector<std::string> only = {};
  /// This one and all behind it; before it what `uses` an action. Empty: from the first.
  std::string from = {};

  [[nodiscard]] bool is_any() const { return !only.empty() || !from.empty(); }
};

/// A step that has failed its job, with what its program was started with: what a shell in its place needs.
struct FailedStep {
  JobId job;
  std::string job_name;
  int number = 0;
  std::string name;
  /// It has failed because this machine cannot run it.
  bool is_impossible = false;
  /// What a `run` step wrote into its script; empty for an action.
  std::string script;
  /// The program and its arguments; empty when none was started.
  std::vector<std::string> arguments;
  std::filesystem::path working_directory;
  ports::EnvironmentList environment;
  JobFolders folders;
};

/// What happens to a job that fails; on its own thread.
struct FailureHooks {
  /// As soon as its step has failed, with everything still in place.
  std::function<void(const FailedStep&)> on_step = {};
  /// When its last step has ended; `mask` hides the run's secrets. True when its folders stay.
  std::function<bool(const FailedStep&, const std::function<std::string(std::string_view)>& mask)> keeps_job = {};
};

/// What a job sees that names an environment, over the secrets and variables of all.
struct EnvironmentValues {
  /// Told apart without regard to case, as on GitHub.
  std::string name;
  std::vector<std::pair<std::string, std::string>> secrets = {};
  std::vector<std::pair<std::string, std::string>> variables = {};
};

/// What the user says about how to run.
struct RunSettings {
  std::vector<std::pair<std::string, std::string>> secrets;
  std::vector<std::pair<std::string, std::string>> variables;
  std::vector<EnvironmentValues> environments = {};
  /// The user's `--env-file` (weakest) and `--env` (over the workflow's own top level `env`).
  std::vector<std::pair<std::string, std::string>> file_environment;
  std::vector<std::pair<std::string, std::string>> environment;
  std::map<std::string, PlatformChoice, LessIgnoringCase> platforms;
  /// How many jobs run at the same time.
  unsigned max_jobs = 2;
  ports::SnapshotOf snapshot = ports::SnapshotOf::kWorkingTree;
  /// Whether a job's `git push` goes to the user's remote; else it is refused.
  bool allows_push = false;
  /// Keep the folders of jobs for looking at.
  bool keeps_work = false;
  StepChoice steps = {};
  FailureHooks failures = {};
  /// Requested when nothing may be waited for any more: steps that go on when cancelled end, too, and no job starts.
  std::stop_token forced = {};
};

/// The settings, and the folders of this invocation.
struct EngineOptions : RunSettings {
  /// Where jobs get their folders; removed when the run is over.
  std::filesystem::path work_folder;
  /// Small files of running steps: in memory where the machine has a tmpfs.
  std::filesystem::path step_folder;
  /// Tools that the user keeps for all jobs (`Python/3.12.1/x64`); only read.
  std::filesystem::path installed_tools;
  std::filesystem::path shared_cache;
  /// Holds the running program alone, first on the PATH of jobs: workflows call what runs them. Empty: none.
  std::filesystem::path program_folder = {};
  /// What the RUNNER_TRACKING_ID of each job starts with, so that all processes of the runs can be found; may be empty.
  std::string tracking_mark;
};

/// A job that has succeeded in an earlier attempt: it does not run again unless something that it needs does.
struct EarlierJob {
  std::string key;
  std::vector<std::pair<std::string, std::string>> outputs;
  int attempt = 1;
};

/// One workflow's run: the id and number were taken from the store by the caller.
struct RunIdentity {
  /// Of an attempt: `<the run's id>-<attempt>`; the first one's is the run's own.
  RunId id;
  int number = 1;
  int attempt = 1;
  /// Jobs of the attempt before whose results stand, by their ids.
  std::map<JobId, EarlierJob> earlier = {};
};

struct RunOutcome {
  RunId run;
  /// A failure unless every job has ended well.
  record::Conclusion conclusion = record::Conclusion::kFailure;
  /// Something could not be run here, and nothing that did run has failed the run: exit code 3.
  bool is_incomplete = false;
};

/// What is to run: every planned run that has no refusal; `identities` has one entry for each of `plan.runs`.
struct RunRequest {
  const plan::Plan& plan;
  std::vector<RunIdentity> identities;
  EngineOptions options;
};

/// Runs on their way. The end of its life cancels them and waits.
class RunHandle {
 public:
  virtual ~RunHandle() = default;
  /// As GitHub's cancel button does; what asks for it in its condition still runs. May be called from any thread.
  virtual void cancel() = 0;
  [[nodiscard]] virtual bool is_done() const = 0;
  /// Returns when all have ended. Called once. Errors: what kept them from starting (no work folder, no snapshot), and
  /// kInternal when not everything that happened could be recorded.
  [[nodiscard]] virtual Result<std::vector<RunOutcome>> wait() = 0;
};

/// Starts them on a thread of their own. The plan, the ports and the sink outlive the handle; the sink is called by one
/// thread at a time. A stop request cancels too. Errors: kInternal when there is no thread to be had.
[[nodiscard]] Result<std::unique_ptr<RunHandle>> start(RunRequest request, const EnginePorts& ports,
                                                       record::EventSink& sink, std::stop_token stop);

/// Starts them and waits.
[[nodiscard]] Result<std::vector<RunOutcome>> run(const RunRequest& request, const EnginePorts& ports,
                                                  record::EventSink& sink, std::stop_token stop);

}  // namespace ropewalk::engine
