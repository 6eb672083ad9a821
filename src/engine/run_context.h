// What all jobs of one run share: the event, the ports, the secrets, the snapshot. Set up once, then only read.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "engine/backend.h"
#include "engine/engine.h"
#include "engine/recorder.h"
#include "expr/value.h"

namespace ropewalk::engine {

/// The snapshot of the user's repository: made at its first use, shared by all jobs of an invocation. Safe for threads.
class SnapshotOnce {
 public:
  SnapshotOnce(ports::Repository* repository, ports::SnapshotRequest request, std::filesystem::path folder)
      : repository_(repository), request_(std::move(request)), folder_(std::move(folder)) {}

  /// Null without a repository. Errors: those of the making, the same for everyone who asks; kInterrupted only for the
  /// one whose stop was requested.
  [[nodiscard]] Result<const ports::Snapshot*> get(const std::stop_token& stop);

 private:
  ports::Repository* repository_;
  ports::SnapshotRequest request_;
  std::filesystem::path folder_;
  class MakingGuard;

  std::mutex mutex_;
  std::condition_variable_any made_;
  bool is_being_made_ = false;
  std::optional<Result<ports::Snapshot>> snapshot_;
};

/// What the jobs of an event see as their repository.
[[nodiscard]] ports::SnapshotRequest snapshot_request(const plan::Event& event, const EngineOptions& options);

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

struct RunContext {
  const plan::Event& event;
  const plan::PlannedRun& planned;
  const RunIdentity& identity;
  const EnginePorts& ports;
  const EngineOptions& options;
  Recorder& recorder;
  SnapshotOnce& snapshot;
  /// The run's members of the `github` context.
  expr::Object github;
  /// The same as a value, for what is evaluated outside of jobs.
  expr::Value github_value;
  expr::Value variables;
  /// The user's secrets with GITHUB_TOKEN.
  NamedTexts secrets;
  std::string token;
  /// Hides all of them: the recorder's.
  SharedMasker& masker;
  /// The event's payload as event.json has it.
  std::string event_json;
  bool writes_debug = false;
  /// Whether the outputs of programs may be read on; see ports::ProcessRequest.
  std::function<bool()> may_read = {};
};

/// Makes the parts that follow from the rest: contexts, token, masks.
[[nodiscard]] RunContext make_run_context(const plan::Event& event, const plan::PlannedRun& planned,
                                          const RunIdentity& identity, const EnginePorts& ports,
                                          const EngineOptions& options, Recorder& recorder, SnapshotOnce& snapshot);

/// An object of these: the `secrets` or the `vars` context.
[[nodiscard]] expr::Value text_object(const NamedTexts& secrets);

/// What a job of a workflow sees that has these secrets: with those of its environment over them, where it names one.
struct EnvironmentTexts {
  NamedTexts secrets;
  /// The `vars` context.
  expr::Value variables;
};
[[nodiscard]] EnvironmentTexts texts_in_environment(const RunContext& run, const NamedTexts& secrets,
                                                    std::string_view environment);

}  // namespace ropewalk::engine
