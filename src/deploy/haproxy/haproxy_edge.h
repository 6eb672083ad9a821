// The edge by HAProxy (2.6 and later).
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "deploy/edge.h"
#include "deploy/machine.h"

namespace ropewalk::deploy {

struct EdgeSettings {
  /// Taken when it is free, else another one; 0 for any. Chosen when the proxy is first started.
  int wanted_port = 0;
  /// It has to be this one.
  bool is_fixed = false;
  /// A proxy that does not run is started there though it was elsewhere before.
  bool may_move = false;
  std::string address = "127.0.0.1";
  /// A PEM file with a certificate and its key; empty: no TLS.
  std::string certificate = {};
  /// There are several instances of a version, and requests wait while all of them are dead.
  bool holds = false;
};

/// Of the environment that keeps its things in `folder`.
[[nodiscard]] std::unique_ptr<Edge> make_haproxy_edge(std::filesystem::path folder, EdgeSettings settings,
                                                      const Machine& machine);

/// Ends what is left of a proxy whose folder may be gone.
inline constexpr std::string_view kEdgeMark = "ROPEWALK_EDGE";

}  // namespace ropewalk::deploy
