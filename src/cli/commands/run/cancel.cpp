// `ropewalk cancel`: ends a run that goes on in another terminal, as Ctrl-C does there.
#include <fmt/format.h>

#include <array>

#include "app/folders.h"
#include "app/running_runs.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/run/family.h"
#include "cli/desk.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--force",
           .letter = "",
           .value = "",
           .help = "End it at once: steps that would run all the same (always()) do not"},
};

constexpr std::string_view kAbout = R"text(
Cancels a run that goes on elsewhere, as Ctrl-C in its terminal does: running steps are asked
to end, what has always() or cancelled() as its condition still runs. Runs that were started
by the same command end with it.
)text";

int run(const Arguments& arguments, Outside& outside) {
  const auto past = named_run(arguments, outside);
  if (!past) {
    return report(past.error(), outside);
  }
  const RunId& id = past->state.id;
  const auto processes = app::running_processes(app::folders(outside.environment()), outside.files());
  const auto found = processes.find(id);
  if (found == processes.end()) {
    return report({ErrorKind::kUsage, fmt::format("run {} is not running", id.text()),
                   "`ropewalk runs --result running` lists those that are"},
                  outside);
  }
  auto sent = desk(outside).foreground().interrupt(found->second, false);
  if (sent && arguments.has("--force")) {
    sent = desk(outside).foreground().interrupt(found->second, true);
  }
  if (!sent) {
    return report(sent.error(), outside);
  }
  outside.screen().print(
      fmt::format("cancelling run {} · `ropewalk logs {} --follow` shows its end\n", id.text(), id.text()));
  return kExitSuccess;
}

}  // namespace

const Command& cancel_command() {
  static constexpr Command kCommand{
      .name = "cancel",
      .summary = "Cancel a run that goes on in another terminal",
      .about = kAbout,
      .examples = "ropewalk cancel                 the newest run of this repository\n  ropewalk cancel 4127 --force",
      .operands = kRunOperand,
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
