// What all jobs of one run share: the event, the ports, the secrets, the snapshot. Set up once, then only read.
#pragma once

#include <mutex>
#include <optional>
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
  SnapshotOnce(ports::Repository* repository, ports::SnapshotOf what, std::filesystem::path folder)
      : repository_(repository), what_(what), folder_(std::move(folder)) {}

  /// Null without a repository. Errors: those of the making, the same for everyone who asks.
  [[nodiscard]] Result<const ports::Snapshot*> get();

 private:
  ports::Repository* repository_;
  ports::SnapshotOf what_;
  std::filesystem::path folder_;
  std::mutex mutex_;
  std::optional<Result<ports::Snapshot>> snapshot_;
};

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

struct RunContext {
  const plan::Event& event;
  const plan::PlannedRun& planned;
  const RunIdentity& identity;
  const EnginePorts& ports;
  const EngineOptions& options;
  Backend& backend;
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
};

/// Makes the parts that follow from the rest: contexts, token, masks.
[[nodiscard]] RunContext make_run_context(const plan::Event& event, const plan::PlannedRun& planned,
                                          const RunIdentity& identity, const EnginePorts& ports,
                                          const EngineOptions& options, Backend& backend, Recorder& recorder,
                                          SnapshotOnce& snapshot);

/// An object of these: the `secrets` or the `vars` context.
[[nodiscard]] expr::Value text_object(const NamedTexts& secrets);

}  // namespace ropewalk::engine
