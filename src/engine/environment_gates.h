// What stands before a job that names an environment: its reviewers, its wait timer, the branches that may deploy to
// it. Who decides is outside of the engine.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/ids.h"
#include "base/result.h"

namespace ropewalk::engine {

/// A job that wants to use an environment.
struct GateRequest {
  std::string environment;
  RunId run;
  std::string workflow;
  /// The job's name.
  std::string job;
  std::string actor;
  std::string ref;
  std::string sha;
};

/// What becomes of a job that waits. Called on any thread; all only take a note, and none is called again once the gate
/// is gone. One of the first two is called, once.
struct GateCalls {
  std::function<void()> on_open;
  /// Why it may not: a sentence.
  std::function<void(std::string)> on_refuse;
  /// What it waits for is another thing now: a sentence.
  std::function<void(std::string)> on_wait;
};

/// A job's place before or behind the gate; its end is the job's.
class Gate {
 public:
  virtual ~Gate() = default;
  [[nodiscard]] virtual bool is_open() const = 0;
  /// One sentence on what it waits for; empty when it is open.
  [[nodiscard]] virtual std::string waiting_for() const = 0;
  /// How the job went, before its end.
  virtual void tell_end(bool is_success) = 0;
};

class EnvironmentGates {
 public:
  virtual ~EnvironmentGates() = default;
  /// Never waits itself. Null for an environment without rules. Errors: kInvalid when the job may not use it.
  [[nodiscard]] virtual Result<std::unique_ptr<Gate>> ask(const GateRequest& request, GateCalls calls) = 0;
};

}  // namespace ropewalk::engine
