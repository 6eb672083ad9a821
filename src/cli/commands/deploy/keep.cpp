// `ropewalk keep-environment`: the keeper of an environment, started by `deploy`.
#include "app/deploy/image_verifier.h"
#include "app/deploy/open_environment.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/herald.h"
#include "cli/commands/image/registry_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "deploy/keeper.h"

namespace ropewalk::cli {
namespace {

int run(const Arguments& arguments, Outside& outside) {
  auto environment =
      app::open_environment(arguments.operands().front(), outside.deployments(), machine_of(outside), nullptr);
  if (!environment) {
    return report(environment.error(), outside);
  }
  const auto verifier = app::make_image_verifier(registry_ports(outside));
  environment->room->verifier = verifier.get();
  const Herald herald(environment->folder, arguments, outside);
  const auto kept = deploy::keep(*environment->room, outside.signals().interrupted());
  return kept ? kExitSuccess : report(kept.error(), outside);
}

}  // namespace

const Command& keep_environment_command() {
  static constexpr Command kCommand{
      .name = deploy::kKeepCommand,
      .summary = "Watch over an environment",
      .about = "Started by `ropewalk deploy`.",
      .examples = "",
      .operands = {.value = "FOLDER", .help = "The environment's folder", .at_least = 1, .at_most = 1},
      .options = {},
      .is_hidden = true,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
