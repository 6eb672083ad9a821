// `ropewalk rollback`: goes back to a version that was good.
#include <array>

#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/deploy/deploy_printer.h"
#include "cli/commands/herald.h"
#include "cli/commands/hosts/hosts.h"
#include "cli/commands/planning_options.h"
#include "cli/messages.h"
#include "deploy/fault_points.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--to",
           .letter = "",
           .value = "N",
           .help = "The deployment to go back to (default: the last good one)"},
    Option{.name = "--force", .letter = "", .value = "", .help = "Also over a migration that is marked irreversible"},
    Option{.name = "--yes", .letter = "-y", .value = "", .help = "Ask nothing"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print the journal's events as they happen, one JSON object a line (schemas/deploy.schema.json)"},
};

constexpr std::string_view kAbout = R"text(
Goes back to the last version that was good, or to deployment N of `ropewalk history`. While
the version before is still there (during a bake) this is one command to the proxy; later it is
started again from what this machine has kept.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk rollback production
  ropewalk rollback production --to 12
)text";

int run(const Arguments& arguments, Outside& outside) {
  const auto to = arguments.number("--to", 1, 0);
  if (!to) {
    return report(to.error(), outside);
  }
  if (auto known = deploy::check_fault(outside.environment()); !known) {
    return report(known.error(), outside);
  }
  if (const auto code = run_at_hosts("rollback", arguments.operands().front(), arguments.operands(), kOptions,
                                     OnHosts::kAll, arguments, outside)) {
    return *code;
  }
  auto environment = open_known(arguments.operands().front(), arguments, outside);
  if (!environment) {
    return report(environment.error(), outside);
  }
  const Herald herald(environment->folder, arguments, outside);
  DeployPrinter printer(outside, arguments.has("--json"));
  const auto result =
      app::roll_back({.to = *to, .forces = arguments.has("--force"), .run = run_of(outside.environment())},
                     *environment, printer.sinks(), outside.signals().interrupted());
  if (!result) {
    return report(result.error(), outside);
  }
  return printer.end(*result, url_of(*environment));
}

}  // namespace

const Command& rollback_command() {
  static constexpr Command kCommand{
      .name = "rollback",
      .summary = "Go back to a version that was good",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "ENV", .help = "The environment", .at_least = 1, .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
