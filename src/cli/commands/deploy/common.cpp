#include "cli/commands/deploy/common.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/deploy/secrets.h"
#include "app/gates/environment_rules.h"
#include "base/display.h"
#include "base/strings.h"
#include "cli/commands/planning_options.h"
#include "deploy/edge_place.h"

namespace ropewalk::cli {

deploy::Machine machine_of(Outside& outside) {
  return {.files = outside.files(),
          .process = outside.process(),
          .services = outside.services(),
          .loopback = outside.loopback(),
          .clock = outside.clock(),
          .environment = outside.environment(),
          .http = &outside.http()};
}

app::Checked<FoundPlace> find_service_here(const Arguments& arguments, Outside& outside) {
  const auto directory = arguments.value(kDirectoryOption.name);
  auto place = app::find_folder(outside.files(), outside.environment(), directory);
  if (!place) {
    return app::fail_with(std::move(place.error()));
  }
  auto service = app::find_service_place(outside.files(), *place, directory.has_value());
  if (!service) {
    return tl::unexpected<app::Errors>(std::move(service.error()));
  }
  return FoundPlace{.place = std::move(*place), .service = std::move(*service)};
}

app::Checked<app::OpenEnvironment> open_known(const std::string& word, const Arguments& arguments, Outside& outside) {
  const auto found = find_service_here(arguments, outside);
  if (!found) {
    return tl::unexpected<app::Errors>(found.error());
  }
  const deploy::Machine machine = machine_of(outside);
  const auto known = app::known_environments(machine, found->service.name);
  const std::string name = app::environment_name(word, found->service, machine);
  const auto folder = app::environment_folder(machine.environment, found->service.name, name);
  const config::EnvironmentSettings* const settings = app::find_environment(found->service.settings.environments, name);
  const bool is_cluster =
      settings != nullptr && (settings->kubernetes || found->service.settings.service.target == "kubernetes");
  if (is_cluster && !app::is_known_environment(machine.files, folder)) {
    // Its journal is in the cluster: another machine may have deployed there.
    deploy::ClusterRecord record{.service = found->service.name, .environment = name};
    if (settings->kubernetes) {
      record.place = {.context = settings->kubernetes->context.value_or(""),
                      .name_space = settings->kubernetes->name_space.value_or("")};
    }
    if (auto written = deploy::write_cluster_record(machine.files, folder, record); !written) {
      return app::fail_with(std::move(written.error()));
    }
  }
  if (!app::is_known_environment(machine.files, folder)) {
    return app::fail_with({ErrorKind::kUsage,
                           fmt::format("nothing of {} was deployed to '{}' yet", found->service.name, name),
                           known.empty() ? fmt::format("`ropewalk deploy {}` does", name)
                                         : fmt::format("its environments are {}", join(known, ", "))});
  }
  auto open = app::open_environment(folder, outside.deployments(), machine, nullptr);
  if (!open) {
    return app::fail_with(std::move(open.error()));
  }
  return std::move(*open);
}

std::string url_of(const app::OpenEnvironment& environment) {
  const auto serves = deploy::serving(*environment.store);
  // What serves may have been started when its url was another one: then the proxy's own place is said.
  const auto runs = environment.cluster ? std::nullopt : environment.edge->place();
  if (serves && *serves) {
    const auto plan = deploy::plan_of(*environment.store, (*serves)->number);
    if (plan && !plan->rules.url.empty() &&
        (!runs || !plan->rules.hosts.empty() || deploy::leads_to(plan->rules.url, *runs))) {
      return plan->rules.url;
    }
    if (const auto access = environment.cluster ? environment.cluster->api().access()
                                                : Result<deploy::ClusterAccess>(fail(ErrorKind::kNotFound, ""));
        plan && access) {
      return fmt::format("http://{}.{}.svc:{}", environment.cluster->names().base(), access->name_space,
                         plan->service.port);
    }
  }
  const auto is_down = deploy::is_shut_down(*environment.store);
  if (environment.cluster || (is_down && *is_down)) {
    return {};
  }
  if (runs && runs->address != "0.0.0.0") {
    return fmt::format("{}://{}:{}", runs->certificate.empty() ? "http" : "https", runs->address, runs->port);
  }
  return environment.edge->port() == 0 ? "" : fmt::format("http://127.0.0.1:{}", environment.edge->port());
}

Result<std::string> reason_text(std::string_view given, const std::filesystem::path& folder, Outside& outside) {
  const auto masker = app::secrets_of(outside.files(), folder);
  return masker ? Result<std::string>(printable(masker->mask(given))) : Result<std::string>(fail(masker.error()));
}

std::string run_of(const ports::Environment& environment) {
  const auto server = environment.variable("GITHUB_SERVER_URL");
  const auto repository = environment.variable("GITHUB_REPOSITORY");
  const auto run = environment.variable("GITHUB_RUN_ID");
  if (environment.variable("GITHUB_ACTIONS") != "true" || !server || !repository || !run) {
    return {};
  }
  return fmt::format("{}/{}/actions/runs/{}", *server, *repository, *run);
}

}  // namespace ropewalk::cli
