// The rules of environments for the jobs of a run: `environment: production` waits for the reviewers, the timer and the
// branches that .github/ropewalk.yml gives it. What waits is kept where deployments are, so that `ropewalk approve`
// from another terminal finds it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/deployment.h"
#include "deploy/approvals/approvals.h"
#include "deploy/store.h"
#include "engine/environment_gates.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/time_zone.h"

namespace ropewalk::app {

class RunGates : public engine::EnvironmentGates {
 public:
  /// Whether a job waits for a word of somebody here.
  [[nodiscard]] virtual bool waits_for_word() const = 0;
  /// The word of this machine's user on the job that has waited longest; what comes of it is told by the job's gate.
  virtual void say(deploy::VoteKind kind) = 0;
};

struct RunGateSettings {
  /// The run's: `owner/name`, or a folder's name.
  std::string repository;
  /// Somebody is there who can say yes or no, and is told how.
  bool can_ask = false;
};

/// All references outlive it.
[[nodiscard]] std::unique_ptr<RunGates> make_run_gates(std::vector<config::EnvironmentSettings> environments,
                                                       RunGateSettings settings, deploy::Stores& stores,
                                                       ports::Clock& clock, const ports::Environment& machine,
                                                       const ports::TimeZone& zone);

}  // namespace ropewalk::app
