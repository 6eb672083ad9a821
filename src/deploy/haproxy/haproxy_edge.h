// The edge by HAProxy (2.6 and later).
#pragma once

#include <filesystem>
#include <memory>

#include "deploy/edge.h"
#include "deploy/machine.h"

namespace ropewalk::deploy {

/// Of the environment that keeps its things in `folder`. The port is chosen when the proxy is first started:
/// `wanted_port` if it is free, else another one; `is_fixed` says that it has to be this one.
[[nodiscard]] std::unique_ptr<Edge> make_haproxy_edge(std::filesystem::path folder, int wanted_port, bool is_fixed,
                                                      const Machine& machine);

/// Ends what is left of a proxy whose folder may be gone.
inline constexpr std::string_view kEdgeMark = "ROPEWALK_EDGE";

}  // namespace ropewalk::deploy
