// A whole run in memory: workflows from text, a shell that understands a few words, every event kept.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "actions/fake/stores.h"
#include "engine/engine.h"
#include "engine/testing/fake_backend.h"
#include "engine/testing/recorded.h"
#include "plan/testing.h"
#include "ports/fake/archive.h"
#include "ports/fake/environment.h"
#include "ports/fake/files.h"
#include "ports/fake/process.h"
#include "ports/fake/random.h"
#include "ports/fake/repository.h"

namespace ropewalk::engine {

/// Runs workflows with fakes for the whole outside world. Scripts under bash and sh are lines of these words, with
/// `$NAME` replaced from the step's environment:
///   echo TEXT            one line of output
///   env|output|path|state|summary TEXT   a line appended to the step's file
///   write FILE TEXT      a file below the working directory; `\n` in TEXT is a line end
///   exit CODE            ends with this code
///   cancel, force        requests the run's stop, or its forced end
///   block                waits for the stop request
///   meet                 waits until another script blocks
///   tick MINUTES         moves the clock
class EngineBench {
 public:
  EngineBench();

  /// Plans the workflow for a push and runs it. Nothing when the engine says that it could not (`error` has it).
  std::vector<RunOutcome> run(std::string_view workflow, std::vector<std::pair<std::string, std::string>> called = {});

  /// The conclusions of all jobs by id: `success`, and so on, `incomplete` in its place.
  [[nodiscard]] std::map<std::string, std::string> jobs() const;
  /// All plain lines of steps that ran a program, in order.
  [[nodiscard]] std::vector<std::string> output() const { return events.lines(record::LogKind::kText); }
  /// What the scripts have echoed, in order.
  [[nodiscard]] std::vector<std::string> echoed() const;
  /// Conclusions of the steps of a job by name, in order: `Run x: success`.
  [[nodiscard]] std::vector<std::string> steps(std::string_view job) const;
  [[nodiscard]] std::vector<std::string> errors() const { return events.lines(record::LogKind::kError); }
  /// The environment of the last program that was started.
  [[nodiscard]] std::string variable(std::string_view name) const;

  /// The ports of a run.
  [[nodiscard]] EnginePorts ports();

  KeptEvents events;
  EnvironmentGates* gates = nullptr;
  ports::FakeFiles files;
  ports::FakeProcess process;
  ports::FakeClock clock;
  ports::FakeRandom random;
  ports::FakeEnvironment machine;
  ports::FakeArchive archive{files};
  actions::FakeArtifactStore artifacts{files};
  actions::FakeCacheStore caches{files};
  std::unique_ptr<ports::FakeRepository> repository;
  FakeBackend backend{process, files, machine};
  actions::ActionStore* action_store = nullptr;
  EngineOptions options;
  std::stop_source stop;
  std::stop_source force;
  std::string event = "push";
  /// What gets the events instead of `events`, when set.
  record::EventSink* sink = nullptr;
  /// What `run` failed with, when it was to.
  std::optional<Error> error;
  bool may_fail = false;

 private:
  Result<ports::CapturedProcess> run_script(const ports::ProcessRequest& request, const std::stop_token& token);

  mutable std::mutex mutex_;
  std::condition_variable blocks_;
  bool is_blocked_ = false;
  std::vector<std::string> echoed_;
};

}  // namespace ropewalk::engine
