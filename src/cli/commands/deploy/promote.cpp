// `ropewalk promote`: brings what one environment runs to another, by its digest.
#include <fmt/format.h>

#include <array>

#include "cli/commands/all.h"
#include "cli/commands/deploy/begin.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/planning_options.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--detach", .letter = "", .value = "", .help = "Return when the version has its traffic"},
    Option{.name = "--yes", .letter = "-y", .value = "", .help = "Ask nothing"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print the journal's events as they happen, one JSON object a line (schemas/deploy.schema.json)"},
};

constexpr std::string_view kAbout = R"text(
Deploys to the second environment what serves in the first one: the same digest, nothing is
built again. The second environment's own rules hold: its branches, approvals and strategy.
)text";

int run(const Arguments& arguments, Outside& outside) {
  const auto from = open_known(arguments.operands()[0], arguments, outside);
  if (!from) {
    return report(from.error(), outside);
  }
  const auto serves = deploy::serving(*from->store);
  if (!serves) {
    return report(serves.error(), outside);
  }
  if (!*serves || (*serves)->outcome != deploy::Outcome::kSucceeded) {
    return report({ErrorKind::kInvalid, fmt::format("nothing that can be promoted serves in {}", from->name),
                   *serves ? "its version is still baking" : "deploy something first"},
                  outside);
  }
  const auto directory = arguments.value(kDirectoryOption.name);
  const auto place = app::find_place(outside.files(), outside.environment(), outside.repositories(), directory);
  if (!place) {
    return report(place.error(), outside);
  }
  const auto service = app::find_service_place(outside.files(), *place, directory.has_value());
  if (!service) {
    return report(service.error(), outside);
  }
  const auto plan = deploy::plan_of(*from->store, (*serves)->number);
  if (!plan) {
    return report(plan.error(), outside);
  }
  return begin_deployment(
      {.environment = arguments.operands()[1], .version = {}, .promoted = **serves, .promoted_plan = *plan},
      deploy::Kind::kPromote, *place, *service, arguments, outside);
}

}  // namespace

const Command& promote_command() {
  static constexpr Command kCommand{
      .name = "promote",
      .summary = "Bring what one environment runs to another",
      .about = kAbout,
      .examples = "ropewalk promote staging production",
      .operands = {.value = "FROM TO", .help = "The two environments", .at_least = 2, .at_most = 2},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
