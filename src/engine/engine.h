// Carries out a plan: every job as soon as its own needs are done, each in a place of its own, with the semantics of
// GitHub's runner. What happened goes to the sink; the summary comes back.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "actions/action_store.h"
#include "base/result.h"
#include "base/strings.h"
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
  /// Null outside of a repository.
  ports::Repository* repository = nullptr;
  /// Where actions of other repositories come from; null when there is no such place.
  actions::ActionStore* actions = nullptr;
};

/// What a label of `runs-on` means here.
enum class PlatformChoice { kHost, kSkip };

struct EngineOptions {
  /// Where jobs get their folders; removed when the run is over.
  std::filesystem::path work_folder;
  /// Small files of running steps: in memory where the machine has a tmpfs.
  std::filesystem::path step_folder;
  std::filesystem::path tool_cache;
  std::filesystem::path shared_cache;
  /// How many jobs run at the same time.
  unsigned max_jobs = 2;
  ports::SnapshotOf snapshot = ports::SnapshotOf::kWorkingTree;
  std::map<std::string, PlatformChoice, LessIgnoringCase> platforms;
  std::vector<std::pair<std::string, std::string>> secrets;
  std::vector<std::pair<std::string, std::string>> variables;
  /// The user's `--env-file` (weakest) and `--env` (over the workflow's own top level `env`).
  std::vector<std::pair<std::string, std::string>> file_environment;
  std::vector<std::pair<std::string, std::string>> environment;
  /// Keep the folders of jobs for looking at.
  bool keeps_work = false;
};

/// One workflow's run: the id and number were taken from the store by the caller.
struct RunIdentity {
  RunId id;
  int number = 1;
  int attempt = 1;
};

struct RunOutcome {
  RunId run;
  record::Conclusion conclusion = record::Conclusion::kSuccess;
  /// Something could not be run here: exit code 3.
  bool is_incomplete = false;
};

/// Runs every planned run that has no refusal; `identities` has one entry for each of `plan.runs`. A stop request
/// cancels as GitHub's cancel button does. Errors only for what keeps the runs from starting (no work folder, no
/// snapshot).
[[nodiscard]] Result<std::vector<RunOutcome>> run(const plan::Plan& plan, const std::vector<RunIdentity>& identities,
                                                  const EnginePorts& ports, const EngineOptions& options,
                                                  record::EventSink& sink, std::stop_token stop);

}  // namespace ropewalk::engine
