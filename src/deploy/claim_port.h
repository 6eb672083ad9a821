// Ports on loopback that environments of this machine listen on: each has its own for as long as it is written down.
//
// A port that is free when it is looked for may be taken by another environment before anything listens on it. A proxy
// that shares its port with another one answers for it, and a service whose port is taken is asked for its health and
// the other one answers. So a port is chosen and written down under one lock, and what any environment has written down
// is never chosen.
#pragma once

#include <filesystem>
#include <functional>

#include "base/result.h"
#include "deploy/machine.h"

namespace ropewalk::deploy {

/// The file in an environment's folder that holds the port of its proxy.
inline constexpr const char* kEdgePortFile = "edge.port";

/// Chooses a port for the environment that keeps its things in `folder`: `wanted` if it is not 0 and free, else another
/// one. `keep` writes it down before anybody else chooses. Errors: those of `keep`, kInternal without a free port.
[[nodiscard]] Result<int> claim_port(const Machine& machine, const std::filesystem::path& folder, int wanted,
                                     const std::function<Result<void>(int port)>& keep);

}  // namespace ropewalk::deploy
