// From the queue into the work: how the deployment whose turn it is begins.
#pragma once

#include <stop_token>

#include "deploy/approvals/approvals.h"
#include "deploy/lease.h"
#include "deploy/queue/queue.h"
#include "deploy/room.h"

namespace ropewalk::deploy {

/// What an environment asks for before it may begin. Reviewers that name nobody are nobody.
[[nodiscard]] ApprovalRules approval_rules_of(const EnvironmentRules& rules);

/// The rules in the plan that each deployment was asked for with: what was approved is what they are about.
[[nodiscard]] RulesOf kept_rules(const Store& store);

/// Makes a deployment that waits the one that is under way.
[[nodiscard]] Result<void> begin_waiting(Room& room, const Lease& lease, Deployment& deployment);

/// One that waits for approval is left by its command: from then on the keeper begins it.
[[nodiscard]] Result<void> leave_waiting(Room& room, std::int64_t number);
[[nodiscard]] bool is_left(const Store& store, std::int64_t number);
/// Begins the one that was left and whose turn has come, and carries it as far as its bake. False when there is none.
[[nodiscard]] Result<bool> start_left(Room& room, const std::stop_token& stop);

}  // namespace ropewalk::deploy
