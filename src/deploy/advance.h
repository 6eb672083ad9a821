// Carries a deployment from wherever it is to its end, or back.
#pragma once

#include <stop_token>
#include <string_view>

#include "deploy/lease.h"
#include "deploy/room.h"

namespace ropewalk::deploy {

/// The fact that names the deployment whose command left it at its switch, as it was told to.
inline constexpr std::string_view kDetached = "detached";

enum class Progress {
  kPaused,  // up to the step that was asked for
  kBaking,  // it serves and is watched
  kEnded,   // with an outcome
  kHeld,    // nothing could be decided
};

/// Carries out the steps that are not done yet, in order, as far as `until` (that step not included; empty: to the
/// end). A step that fails, or a stop before the switch, takes everything back to the version that served before. With
/// `kBaking` the bake has begun and its watch is the keeper's.
[[nodiscard]] Result<Progress> advance(Room& room, const Lease& lease, Deployment& deployment, std::string_view until,
                                       const std::stop_token& stop);

/// Goes back to the version that served before, whatever was reached; the deployment ends as failed or, when it has had
/// traffic, as rolled back.
[[nodiscard]] Result<void> undo(Room& room, const Lease& lease, Deployment& deployment, Reason reason,
                                const std::string& detail);

/// Brings what runs in line with what the journal says: what was cut off before the switch is taken back, what was cut
/// off after it is finished, what should run is started, what should not is ended. Says what it did, a sentence each.
[[nodiscard]] Result<std::vector<std::string>> reconcile(Room& room, const Lease& lease, const std::stop_token& stop);

/// The last word on a bake: when it ends; nothing when the deployment is not baking.
[[nodiscard]] std::optional<Time> bake_end(const Room& room, const Deployment& deployment);

}  // namespace ropewalk::deploy
