// Keeping other machines away from an environment in a cluster: a Lease of coordination.k8s.io, renewed by a thread as
// long as it is held. Who holds it is found out by the clock alone, so the journal's fencing token has the last word.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "deploy/kubernetes/cluster.h"
#include "deploy/store.h"

namespace ropewalk::deploy {

/// The Lease `name`. `holder` names this machine's folder of the environment; null while another one has it and renews
/// it.
[[nodiscard]] Result<std::unique_ptr<Hold>> take_cluster_hold(const ClusterPlace& place, const ClusterNames& names,
                                                              const std::string& name, const std::string& holder,
                                                              const Machine& machine);

/// This folder on this machine, and no other: made once.
[[nodiscard]] std::string cluster_holder(const std::filesystem::path& folder, const Machine& machine);

}  // namespace ropewalk::deploy
