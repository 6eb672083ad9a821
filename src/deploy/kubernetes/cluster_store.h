// The journal of an environment in its cluster: one ConfigMap, replaced whole under its resource version, so that each
// write is a transaction whoever else writes; what has ended long ago moves into a ConfigMap of its own. So a runner
// that is gone after its job, a laptop and a colleague see the same.
#pragma once

#include <filesystem>
#include <memory>

#include "deploy/kubernetes/cluster.h"
#include "deploy/store.h"

namespace ropewalk::deploy {

/// Where an environment is kept: written into its folder on each machine that knows it.
struct ClusterRecord {
  ClusterPlace place = {};
  std::string service = {};
  std::string environment = {};
};
inline constexpr std::string_view kClusterFile = "cluster.json";

/// Nothing for an environment of this machine's own.
[[nodiscard]] std::optional<ClusterRecord> read_cluster_record(const ports::Files& files,
                                                               const std::filesystem::path& folder);
[[nodiscard]] Result<void> write_cluster_record(ports::Files& files, const std::filesystem::path& folder,
                                                const ClusterRecord& record);

[[nodiscard]] std::unique_ptr<Store> make_cluster_store(const ClusterRecord& record, std::filesystem::path folder,
                                                        const Machine& machine);

/// Opens the cluster's journal for folders that have such a record, and what `inner` has for all others.
[[nodiscard]] std::unique_ptr<Stores> make_any_stores(std::unique_ptr<Stores> inner, const Machine& machine);

}  // namespace ropewalk::deploy
