// An environment of a service on this machine: where it is kept, and everything that a deployment needs of it.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "deploy/kubernetes/cluster_store.h"
#include "deploy/room.h"
#include "deploy/store.h"

namespace ropewalk::app {

/// Owns what a room refers to.
struct OpenEnvironment {
  std::string service;
  std::string name;
  std::filesystem::path folder;
  std::unique_ptr<deploy::Store> store;
  /// Of an environment in a cluster.
  std::unique_ptr<deploy::Cluster> cluster;
  std::unique_ptr<deploy::Target> target;
  std::unique_ptr<deploy::Edge> edge;
  std::unique_ptr<deploy::Room> room;
};

/// A name that is one file's name, whatever it was: letters that no file name should have become dashes.
[[nodiscard]] std::string file_name_of(std::string_view name);

/// `$ROPEWALK_DEPLOYMENTS`, or `deployments` in the user's state folder.
[[nodiscard]] std::filesystem::path deployments_folder(const ports::Environment& environment);
/// That of a service; letters that no file name should have are left out.
[[nodiscard]] std::filesystem::path service_folder(const ports::Environment& environment, std::string_view service);
[[nodiscard]] std::filesystem::path environment_folder(const ports::Environment& environment, std::string_view service,
                                                       std::string_view name);

/// Names of environments that were deployed to, sorted.
[[nodiscard]] std::vector<std::string> known_environments(const deploy::Machine& machine, std::string_view service);

/// Whether something of the environment is known here: its own store, or where a cluster keeps it.
[[nodiscard]] bool is_known_environment(const ports::Files& files, const std::filesystem::path& folder);

/// `rules` and `service` say what the edge and the target are; those of the last plan when it is null.
/// Errors: kInternal.
[[nodiscard]] Result<OpenEnvironment> open_environment(const std::filesystem::path& folder, deploy::Stores& stores,
                                                       const deploy::Machine& machine, const deploy::Plan* plan);

}  // namespace ropewalk::app
