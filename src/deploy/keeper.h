// The keeper of an environment: a process of its own that watches over what serves there. It ends a bake, takes a
// version back that goes wrong during it, and starts again what died. It acts under the lease like everybody else, and
// only when nobody else does.
#pragma once

#include <stop_token>

#include "deploy/room.h"

namespace ropewalk::deploy {

/// The command that a keeper is: `ropewalk keep-environment FOLDER`.
inline constexpr std::string_view kKeepCommand = "keep-environment";
inline constexpr std::string_view kKeeperMark = "ROPEWALK_KEEPER";

/// Starts it when it does not run.
[[nodiscard]] Result<void> ensure_keeper(Room& room);
[[nodiscard]] bool has_keeper(Room& room);
/// Ends it; what it was doing is carried on by the next.
void end_keeper(Room& room);

/// Until a stop, or until the environment is gone or has been shut down.
[[nodiscard]] Result<void> keep(Room& room, const std::stop_token& stop);

}  // namespace ropewalk::deploy
