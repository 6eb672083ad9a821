// Versions as Deployments of a Kubernetes cluster, which starts again by itself what died.
#pragma once

#include <filesystem>
#include <memory>

#include "deploy/edge.h"
#include "deploy/kubernetes/cluster.h"
#include "deploy/target.h"

namespace ropewalk::deploy {

/// `folder` has the values of secrets. The cluster lives longer.
[[nodiscard]] std::unique_ptr<Target> make_cluster_target(Cluster& cluster, std::filesystem::path folder,
                                                          const Machine& machine);

/// The environment's Service: which version it leads to, and the share of each by its number of pods.
[[nodiscard]] std::unique_ptr<Edge> make_cluster_edge(Cluster& cluster, int port, const Machine& machine);

}  // namespace ropewalk::deploy
