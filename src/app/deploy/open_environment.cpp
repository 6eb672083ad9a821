#include "app/deploy/open_environment.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/deploy/secrets.h"
#include "app/folders.h"
#include "deploy/edge_place.h"
#include "deploy/haproxy/haproxy_edge.h"
#include "deploy/keeper.h"
#include "deploy/kubernetes/cluster_target.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;

/// The newest that is under way or waits, where nothing serves yet; 0 without one.
std::int64_t first_to_come(const deploy::Store& store) {
  constexpr std::size_t kRecent = 100;
  const auto all = store.deployments(kRecent);
  for (const deploy::Deployment& one : all ? *all : std::vector<deploy::Deployment>()) {
    if (one.outcome == deploy::Outcome::kRunning || one.outcome == deploy::Outcome::kWaiting) {
      return one.number;
    }
  }
  return 0;
}

}  // namespace

std::string file_name_of(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    out += is_plain ? c : '-';
  }
  return out.empty() || out.front() == '.' ? "_" + out : out;
}

fs::path deployments_folder(const ports::Environment& environment) {
  if (auto given = environment.variable("ROPEWALK_DEPLOYMENTS"); given && given->starts_with('/')) {
    return *given;
  }
  return folders(environment).state / "deployments";
}

fs::path service_folder(const ports::Environment& environment, std::string_view service) {
  return deployments_folder(environment) / file_name_of(service);
}

fs::path environment_folder(const ports::Environment& environment, std::string_view service, std::string_view name) {
  return service_folder(environment, service) / "environments" / file_name_of(name);
}

std::vector<std::string> known_environments(const deploy::Machine& machine, std::string_view service) {
  std::vector<std::string> names;
  const auto entries = machine.files.list(service_folder(machine.environment, service) / "environments");
  for (const ports::FileEntry& entry : entries ? *entries : std::vector<ports::FileEntry>()) {
    if (entry.type == ports::FileType::kDirectory) {
      names.push_back(entry.path.filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_known_environment(const ports::Files& files, const fs::path& folder) {
  return files.type_followed(folder / "deployments.db") == ports::FileType::kFile ||
         files.type_followed(folder / deploy::kClusterFile) == ports::FileType::kFile;
}

Result<OpenEnvironment> open_environment(const fs::path& folder, deploy::Stores& stores, const deploy::Machine& machine,
                                         const deploy::Plan* plan) {
  OpenEnvironment open;
  open.folder = folder;
  open.name = folder.filename().string();
  open.service = folder.parent_path().parent_path().filename().string();
  const bool is_cluster = plan != nullptr && plan->service.target == deploy::TargetKind::kKubernetes;
  const bool was_cluster = deploy::read_cluster_record(machine.files, folder).has_value();
  if (plan != nullptr && is_cluster != was_cluster && is_known_environment(machine.files, folder)) {
    const auto before = stores.open(folder.string());
    const auto ended = before ? (*before)->fact(deploy::kShutDown) : Result<std::string>(fail(before.error()));
    if (ended && !ended->empty()) {
      if (auto removed = machine.files.remove_all(folder / deploy::kClusterFile); !removed) {
        return fail(std::move(removed.error()));
      }
    } else {
      return fail(ErrorKind::kUsage,
                  fmt::format("{} is {} until now", open.name, was_cluster ? "in a cluster" : "on this machine"),
                  fmt::format("`ropewalk undeploy {}` ends it there", open.name));
    }
  }
  if (is_cluster) {
    auto written = deploy::write_cluster_record(
        machine.files, folder,
        {.place = plan->rules.cluster, .service = plan->service.name, .environment = plan->rules.name});
    if (!written) {
      return fail(std::move(written.error()));
    }
  }
  auto store = stores.open(folder.string());
  if (!store) {
    return fail(std::move(store.error()));
  }
  open.store = std::move(*store);
  // A keeper, which has no plan, goes by the one that serves, or by the one that it is to begin.
  const auto current = plan == nullptr ? deploy::serving(*open.store) : Result<std::optional<deploy::Deployment>>();
  const std::int64_t current_number = plan != nullptr       ? 0
                                      : current && *current ? (*current)->number
                                                            : first_to_come(*open.store);
  const auto serves = current_number != 0 ? deploy::plan_of(*open.store, current_number)
                                          : Result<deploy::Plan>(fail(ErrorKind::kNotFound, ""));
  const deploy::Plan* const known = plan != nullptr ? plan : serves ? &*serves : nullptr;
  const deploy::EdgePlace wanted = known != nullptr ? deploy::place_of(known->rules) : deploy::EdgePlace();
  if (const auto record = deploy::read_cluster_record(machine.files, folder)) {
    open.cluster = std::make_unique<deploy::Cluster>(
        record->place, deploy::ClusterNames{.service = record->service, .environment = record->environment}, machine);
    open.target =
        make_masked_target(deploy::make_cluster_target(*open.cluster, folder, machine), folder, machine.files);
    open.edge = deploy::make_cluster_edge(*open.cluster, known != nullptr ? known->service.port : 0, machine);
    open.room = std::make_unique<deploy::Room>(deploy::Room{
        .store = *open.store, .target = *open.target, .edge = *open.edge, .machine = machine, .folder = folder});
    return open;
  }
  open.target = make_masked_target(deploy::make_target(folder.parent_path().parent_path(), folder, machine), folder,
                                   machine.files);
  open.edge = deploy::make_haproxy_edge(folder,
                                        {.wanted_port = wanted.port != 0   ? wanted.port
                                                        : known != nullptr ? known->service.port
                                                                           : 0,
                                         .is_fixed = wanted.port != 0,
                                         .may_move = plan != nullptr,
                                         .address = wanted.address,
                                         .certificate = wanted.certificate,
                                         // Of recreate there is a time without any version, in which nothing waits.
                                         .holds = known != nullptr && known->service.replicas > 1 &&
                                                  known->rules.strategy != deploy::StrategyKind::kRecreate},
                                        machine);
  open.room = std::make_unique<deploy::Room>(deploy::Room{
      .store = *open.store, .target = *open.target, .edge = *open.edge, .machine = machine, .folder = folder});
  return open;
}

}  // namespace ropewalk::app
