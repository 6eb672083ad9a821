// Waiting until a deployment may begin: nobody else acts, those before it have ended, and people have agreed.
#pragma once

#include <filesystem>
#include <memory>
#include <stop_token>
#include <string>

#include "app/deploy/deploy.h"
#include "deploy/lease.h"

namespace ropewalk::app {

/// Held by the command that waits with this deployment: one whose command is gone keeps nobody waiting.
[[nodiscard]] std::filesystem::path turn_file(const deploy::Room& room, std::int64_t number);

/// Ends a deployment that never began. Errors: those of the store.
[[nodiscard]] Result<void> end_waiting(deploy::Room& room, deploy::Deployment deployment, deploy::Outcome outcome,
                                       deploy::Reason reason, std::string detail);

/// What somebody waits for who cannot act now, after "waits for": "the bake of deployment 3 to end, in 20 s".
[[nodiscard]] std::string other_at_work(const deploy::Room& room);

/// What came of waiting.
struct Turn {
  /// When it is this deployment's turn; null when it ended meanwhile, or waits for people.
  std::unique_ptr<deploy::Lease> lease = {};
  /// Who or what it waits for: nobody waits here for people, or for a day of the week.
  std::string waits_for = {};
};

/// `stays`: waits for people too. A stop ends the deployment as interrupted. Errors: those of the store.
[[nodiscard]] Result<Turn> wait_for_turn(OpenEnvironment& environment, std::int64_t number, bool stays,
                                         const DeploySinks& sinks, const std::stop_token& stop);

}  // namespace ropewalk::app
