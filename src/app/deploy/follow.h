// Watching a deployment that somebody else carries on: its journal as it grows, up to its outcome.
#pragma once

#include <stop_token>

#include "app/deploy/deploy.h"

namespace ropewalk::app {

/// Hands on what is new in the journal of one deployment.
class Follower {
 public:
  Follower(deploy::Room& room, std::int64_t number, const EventSink& sink)
      : room_(room), number_(number), sink_(sink) {}

  Result<void> look();

 private:
  deploy::Room& room_;
  std::int64_t number_;
  const EventSink& sink_;
  std::int64_t last_ = 0;
};

/// Until the deployment has an outcome (or, with `detaches`, its traffic), as its keeper or another command carries it
/// on. A keeper that is gone meanwhile is started again.
[[nodiscard]] Result<DeployResult> follow(OpenEnvironment& environment, std::int64_t number, Follower& follower,
                                          bool detaches, const std::stop_token& stop);

}  // namespace ropewalk::app
