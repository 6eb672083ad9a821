// `ropewalk run`: runs workflows here, as GitHub would.
#include <array>

#include "cli/commands/action_options.h"
#include "cli/commands/all.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/run/run_settings.h"
#include "cli/commands/run/run_workflows.h"
#include "cli/commands/run/watch.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    kJobOption,
    kMatrixOption,
    kDoublesOption,
    kStepOption,
    kFromStepOption,
    Option{.name = "--list", .letter = "-l", .value = "", .help = "Show what would run, and run nothing"},
    Option{.name = "--dry-run", .letter = "-n", .value = "", .help = "The same as --list"},
    Option{.name = "--watch",
           .letter = "-w",
           .value = "",
           .help = "Run, then run again what a saved file concerns, until Ctrl-C"},
    kShellOnFailureOption,
    Option{.name = "--jobs",
           .letter = "",
           .value = "N",
           .help = "How many jobs run at the same time (default: one for each processor)"},
    Option{
        .name = "--committed", .letter = "", .value = "", .help = "Run HEAD instead of the working tree as it stands"},
    Option{.name = "--platform",
           .letter = "-P",
           .value = "LABEL=host|skip",
           .help = "Run jobs with this runs-on label here, or skip them; ubuntu-*, linux, self-hosted and this "
                   "machine's architecture run here anyway",
           .repeats = true},
    Option{.name = "--allow-push",
           .letter = "",
           .value = "",
           .help = "Let a job's git push go to your remote; without it a push is refused"},
    Option{.name = "--keep", .letter = "", .value = "", .help = "Leave the folders of the jobs for a look"},
    kNoKeepOption,
    kEventOption,
    kPayloadOption,
    kSetOption,
    kInputOption,
    kVariableOption,
    kEnvironmentOption,
    kEnvironmentFileOption,
    kSecretOption,
    kSecretFileOption,
    kEnvironmentVariableOption,
    kEnvironmentSecretOption,
    kEnvironmentSecretFileOption,
    kActionOption,
    kOfflineOption,
    kNoBuiltinOption,
    Option{.name = "--quiet",
           .letter = "-q",
           .value = "",
           .help = "Show only failures and the summary",
           .group = "Output"},
    Option{.name = "--verbose",
           .letter = "-v",
           .value = "",
           .help = "Show whole logs; debug messages with --var ACTIONS_STEP_DEBUG=true",
           .group = "Output"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print what happens as JSON Lines (schemas/run.schema.json)",
           .group = "Output"},
};

constexpr std::string_view kAbout = R"text(
Runs the workflows that an event triggers on this machine, with GitHub's semantics and
without a container engine. Each job works on a copy of the repository as it stands (files
that git ignores stay out). Its steps run as you and can do what you can: run only what
you would run by hand. Runs are kept: see `ropewalk runs`, `show`, `logs` and `artifacts`.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk run                                      what a push would start
  ropewalk run --event pull_request
  ropewalk run ci --job test                        one job of ci.yml and what it needs
  ropewalk run release --event workflow_dispatch --input version=1.2.0
  ropewalk run --secret PYPI_TOKEN --env-file .env  a secret from the environment, or asked for
  ropewalk run --platform macos-latest=skip
  ropewalk run ci --job test --matrix python=3.12   one leg of a matrix
  ropewalk run ci --job test --step pytest          one step, after the actions before it
  ropewalk run --watch --job test                   again with each file that is saved
  ropewalk run --shell-on-failure                   a shell where a step has failed

After a failure: `ropewalk rerun --failed` runs again what failed, `ropewalk shell` opens a
shell in the failed step, `ropewalk logs --failed` shows its log.
)text";

int run(const Arguments& arguments, Outside& outside) {
  return arguments.has("--watch") ? watch_and_run(arguments, outside) : run_workflows(arguments, {}, outside);
}

}  // namespace

const Command& run_command() {
  static constexpr Command kCommand{
      .name = "run",
      .summary = "Run workflows here, as GitHub would",
      .about = kAbout,
      .examples = kExamples,
      .operands = kWorkflowOperands,
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
