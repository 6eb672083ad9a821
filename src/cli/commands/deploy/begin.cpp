#include "cli/commands/deploy/begin.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/approvals/job_votes.h"
#include "app/deploy/brought_commits.h"
#include "app/deploy/image_verifier.h"
#include "app/deploy/registry_image.h"
#include "app/hosts/deploy_on_hosts.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/deploy/deploy_printer.h"
#include "cli/commands/herald.h"
#include "cli/commands/hosts/hosts.h"
#include "cli/commands/image/registry_options.h"
#include "cli/messages.h"
#include "deploy/edge_place.h"
#include "deploy/fault_points.h"

namespace ropewalk::cli {
namespace {

void show_found(const app::MadePlan& made, Outside& outside) {
  Screen screen = outside.screen();
  screen.print(fmt::format("Found {}:\n", made.plan.service.name));
  for (const std::string& note : made.notes) {
    screen.print(fmt::format("  {} {}\n", screen.palette().paint(diag::Ink::kDim, "·"), note));
  }
}

void show_warnings(const app::MadePlan& made, Outside& outside) {
  for (const std::string& warning : made.warnings) {
    warn(warning, {}, {}, outside);
  }
}

}  // namespace

int begin_deployment(const app::PlanRequest& request, deploy::Kind kind, const app::Place& place,
                     const app::ServicePlace& service, const Arguments& arguments, Outside& outside) {
  const deploy::Machine machine = machine_of(outside);
  if (auto known = deploy::check_fault(machine.environment); !known) {
    return report(known.error(), outside);
  }
  app::PlanRequest asked = request;
  asked.environment = app::environment_name(request.environment, service, machine);
  asked.find_image = [&](const std::string& name) -> Result<app::RegistryImage> {
    const auto reference = image::parse_reference(name);
    auto registry = reference ? open_registry(reference->registry, std::nullopt, outside) : fail(reference.error());
    return registry ? app::find_registry_image(**registry, *reference) : fail(registry.error());
  };
  auto made = app::make_plan(asked, place, service, machine);
  if (!made) {
    return report(made.error(), outside);
  }
  const bool is_json = arguments.has("--json");
  if (!is_json) {
    show_found(*made, outside);
  }
  if (!made->plan.rules.hosts.empty()) {
    const auto serves = app::serves_at_first_host(made->plan, machine, outside.signals().interrupted());
    if (!serves) {
      return report(serves.error(), outside);
    }
    app::find_changes(*made, *serves, place.repository.get());
    show_warnings(*made, outside);
    return deploy_to_hosts(*made, kind, service.settings.budgets.deploy, arguments, outside);
  }
  auto environment =
      app::open_environment(app::environment_folder(machine.environment, service.name, asked.environment),
                            outside.deployments(), machine, &made->plan);
  if (!environment) {
    return report(environment.error(), outside);
  }
  if (auto placed = deploy::check_place(*environment->edge, made->plan.rules); !placed) {
    const auto& known = service.settings.environments;
    const auto settings =
        std::find_if(known.begin(), known.end(), [&](const auto& one) { return one.name == request.environment; });
    if (settings != known.end()) {
      placed.error().place = settings->place;
    }
    return report(placed.error(), outside);
  }
  const auto before = app::runs_before(*environment->store);
  if (!before) {
    return report(before.error(), outside);
  }
  app::find_changes(*made, *before, place.repository.get());
  show_warnings(*made, outside);
  const auto verifier = app::make_image_verifier(registry_ports(outside));
  environment->room->verifier = verifier.get();
  DeployPrinter printer(outside, is_json);
  const Herald herald(environment->folder, arguments, outside);
  printer.watch(environment->folder, made->plan);
  if (service.settings.budgets.deploy) {
    printer.limit(*service.settings.budgets.deploy, made->plan.rules);
  }
  auto votes = app::votes_of_job(asked.environment, outside.files(), outside.environment(), outside.deployments(),
                                 outside.clock().now());
  if (!votes) {
    return report(votes.error(), outside);
  }
  const app::DeployRequest what{.kind = kind,
                                .detaches = arguments.has("--detach"),
                                .run = run_of(outside.environment()),
                                .votes = *std::move(votes)};
  const auto result = app::deploy_plan(*made, what, *environment, printer.sinks(), outside.signals().interrupted());
  if (!result) {
    printer.settle();
    return report(result.error(), outside);
  }
  return printer.end(*result, url_of(*environment));
}

}  // namespace ropewalk::cli
