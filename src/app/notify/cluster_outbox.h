// The outbox of an environment in a cluster: one ConfigMap beside its journal, so that whoever runs the next command,
// on whatever machine, goes on with what was not told yet and tells nothing twice.
#pragma once

#include <filesystem>
#include <memory>

#include "deploy/kubernetes/cluster_store.h"
#include "notify/outbox.h"

namespace ropewalk::app {

/// `folder` is the environment's on this machine.
[[nodiscard]] std::unique_ptr<notify::Outbox> make_cluster_outbox(const deploy::ClusterRecord& record,
                                                                  std::filesystem::path folder,
                                                                  const deploy::Machine& machine);

}  // namespace ropewalk::app
