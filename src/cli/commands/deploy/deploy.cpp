// `ropewalk deploy`: brings a version to an environment, without a dropped request.
#include <fmt/format.h>

#include <array>

#include "cli/commands/all.h"
#include "cli/commands/deploy/begin.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "deploy/fault_points.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--detach",
           .letter = "",
           .value = "",
           .help = "Return when the version has its traffic; the environment's keeper watches over its bake"},
    Option{.name = "--yes", .letter = "-y", .value = "", .help = "Ask nothing"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print the journal's events as they happen, one JSON object a line (schemas/deploy.schema.json)"},
    Option{.name = "--list-steps", .letter = "", .value = "", .help = "Print the names of all steps, one a line"},
};

constexpr std::string_view kAbout = R"text(
Brings a version to an environment: `staging`, `production` or any other name. The version
is a commit, a tag or a branch; without one it is HEAD. A FastAPI, Starlette or Flask service
needs no configuration: how it starts, its port, its health path and its workers are found and
shown. `.github/ropewalk.yml` says the rest: strategy, bake time, smoke tests, branches.

The new version starts beside the old one. It gets traffic when it is healthy, the old one
finishes what it has, and then stays ready for the bake: should the new version fail or be slow
meanwhile, everything goes back by itself. HAProxy stands in front and is never reloaded.

Exits with 0 when the version serves, 1 when the deployment failed or was rolled back, 3 when
it is held, waits or was superseded by a newer one.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk deploy staging
  ropewalk deploy production v1.4.0
  ropewalk deploy staging --detach
)text";

/// `registry.example/shop:1.2` and `shop@sha256:…`; what git knows is a commit, though.
bool looks_like_image(const std::string& version, const app::Place& place) {
  const bool has_form = version.find('@') != std::string::npos || version.find(':') != std::string::npos;
  return has_form ||
         (version.find('/') != std::string::npos && place.repository && !place.repository->resolve(version));
}

int run(const Arguments& arguments, Outside& outside) {
  if (arguments.has("--list-steps")) {
    for (const std::string& point : deploy::fault_points()) {
      outside.screen().print(point + "\n");
    }
    return kExitSuccess;
  }
  if (arguments.operands().empty()) {
    return report({ErrorKind::kUsage, "no environment was named", "`ropewalk deploy staging`"}, outside);
  }
  const std::string& name = arguments.operands().front();
  const auto directory = arguments.value(kDirectoryOption.name);
  const auto place = app::find_place(outside.files(), outside.environment(), outside.repositories(), directory);
  if (!place) {
    return report(place.error(), outside);
  }
  const auto service = app::find_service_place(outside.files(), *place, directory.has_value());
  if (!service) {
    return report(service.error(), outside);
  }
  app::PlanRequest request{.environment = name,
                           .version = arguments.operands().size() > 1 ? arguments.operands()[1] : ""};
  if (request.version.starts_with("sha256:")) {
    auto found = app::find_digest(request.version, *service, outside.deployments(), machine_of(outside));
    if (!found) {
      return report(found.error(), outside);
    }
    if (!*found) {
      return report({ErrorKind::kUsage, fmt::format("no environment of {} has run {}", service->name, request.version),
                     "`ropewalk history` shows the digests that there are"},
                    outside);
    }
    request.promoted = std::move((*found)->deployment);
    request.promoted_plan = std::move((*found)->plan);
  } else if (looks_like_image(request.version, *place)) {
    request.image = true;
  }
  return begin_deployment(request, request.promoted ? deploy::Kind::kPromote : deploy::Kind::kDeploy, *place, *service,
                          arguments, outside);
}

}  // namespace

const Command& deploy_command() {
  static constexpr Command kCommand{
      .name = "deploy",
      .summary = "Bring a version to an environment, without a dropped request",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "ENV [VERSION]",
                   .help = "The environment, and a commit, tag, branch, digest or image (default: HEAD)",
                   .at_least = 0,
                   .at_most = 2},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
