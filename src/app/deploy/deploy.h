// The use cases behind `ropewalk deploy` and `ropewalk rollback`.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/deploy/make_plan.h"
#include "app/deploy/open_environment.h"
#include "deploy/approvals/approvals.h"

namespace ropewalk::app {

struct DeployRequest {
  deploy::Kind kind = deploy::Kind::kDeploy;
  /// Returns when the version has its traffic, and leaves the rest to the environment's keeper.
  bool detaches = false;
  /// Where it comes from; empty by hand.
  std::string run = {};
  /// Who asked for it; empty: this machine's user.
  std::string by = {};
  /// Votes on the job that makes it: those that are for it count as if they were cast on it.
  std::vector<deploy::Vote> votes = {};
  /// Waits for people too, and does not leave the deployment to the keeper.
  bool stays = false;
  /// Called when the version is ready and has no traffic yet: where several hosts switch together, each waits here for
  /// all. An error takes everything back.
  std::function<Result<void>(const deploy::Deployment&)> meet = {};
};

enum class DeployEnd {
  kEnded,    // with an outcome
  kLeft,     // it goes on without this command
  kHeld,     // nothing could be decided
  kWaiting,  // for the approval of people
  kInterrupted
};

struct DeployResult {
  deploy::Deployment deployment;
  DeployEnd end = DeployEnd::kEnded;
  /// One sentence on what it waits for, where it is held.
  std::string waiting_for = {};
};

using EventSink = std::function<void(const deploy::Event&)>;
/// One sentence on what a command waits for, each time that it changes.
using WaitSink = std::function<void(const std::string&)>;

struct DeploySinks {
  EventSink on_event;
  WaitSink on_wait;
  /// The same is under way already, as this deployment: its events follow, those that were before first.
  std::function<void(std::int64_t number)> on_join = {};
};

/// What a held deployment waits for.
inline constexpr std::string_view kDecider = "somebody who decides: deploy again, or roll back";

/// Joins a deployment of the same plan that is under way. Errors: those of the store.
[[nodiscard]] Result<DeployResult> deploy_plan(const MadePlan& made, const DeployRequest& request,
                                               OpenEnvironment& environment, const DeploySinks& sinks,
                                               const std::stop_token& stop);

struct RollbackRequest {
  /// 0: the last good one.
  std::int64_t to = 0;
  /// Also where a migration cannot be taken back.
  bool forces = false;
  std::string run = {};
};

/// Errors: kUsage for a number that is not there, kInvalid where there is nothing to go back to or a migration forbids
/// it.
[[nodiscard]] Result<DeployResult> roll_back(const RollbackRequest& request, OpenEnvironment& environment,
                                             const DeploySinks& sinks, const std::stop_token& stop);

/// Mends what was cut off, when nobody is at work. Says what it did.
[[nodiscard]] Result<std::vector<std::string>> settle(OpenEnvironment& environment, const std::stop_token& stop);

}  // namespace ropewalk::app
