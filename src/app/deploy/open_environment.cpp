#include "app/deploy/open_environment.h"

#include <algorithm>
#include <charconv>

#include "app/folders.h"
#include "base/strings.h"
#include "deploy/haproxy/haproxy_edge.h"

namespace ropewalk::app {
namespace {

namespace fs = std::filesystem;

constexpr int kUsualHttpPort = 80;

/// A name that is one file's name, whatever it was.
std::string file_name(std::string_view name) {
  std::string out;
  for (const char c : name) {
    const bool is_plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    out += is_plain ? c : '-';
  }
  return out.empty() || out.front() == '.' ? "_" + out : out;
}

/// The port of `http://host:port`; 0 where the edge may choose.
int port_of(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) {
    return 0;
  }
  const std::string_view host = url.substr(kScheme.size(), url.find('/', kScheme.size()) - kScheme.size());
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos) {
    return kUsualHttpPort;
  }
  int port = 0;
  std::from_chars(host.data() + colon + 1, host.data() + host.size(), port);
  return port;
}

}  // namespace

fs::path deployments_folder(const ports::Environment& environment) {
  if (auto given = environment.variable("ROPEWALK_DEPLOYMENTS"); given && given->starts_with('/')) {
    return *given;
  }
  return folders(environment).state / "deployments";
}

fs::path service_folder(const ports::Environment& environment, std::string_view service) {
  return deployments_folder(environment) / file_name(service);
}

fs::path environment_folder(const ports::Environment& environment, std::string_view service, std::string_view name) {
  return service_folder(environment, service) / "environments" / file_name(name);
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

Result<OpenEnvironment> open_environment(const fs::path& folder, deploy::Stores& stores, const deploy::Machine& machine,
                                         const deploy::Plan* plan) {
  OpenEnvironment open;
  open.folder = folder;
  open.name = folder.filename().string();
  open.service = folder.parent_path().parent_path().filename().string();
  auto store = stores.open(folder.string());
  if (!store) {
    return fail(std::move(store.error()));
  }
  open.store = std::move(*store);
  const int fixed = plan != nullptr ? port_of(plan->rules.url) : 0;
  open.target = deploy::make_target(folder.parent_path().parent_path(), folder, machine);
  open.edge = deploy::make_haproxy_edge(folder,
                                        fixed != 0        ? fixed
                                        : plan != nullptr ? plan->service.port
                                                          : 0,
                                        fixed != 0, machine);
  open.room = std::make_unique<deploy::Room>(deploy::Room{
      .store = *open.store, .target = *open.target, .edge = *open.edge, .machine = machine, .folder = folder});
  return open;
}

}  // namespace ropewalk::app
