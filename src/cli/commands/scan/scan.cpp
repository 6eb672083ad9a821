// `ropewalk scan`: secrets, dependencies, images, policy.
#include <array>

#include "app/scan/scan_all.h"
#include "cli/commands/all.h"
#include "cli/commands/db/shared.h"
#include "cli/commands/scan/shared.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {kDirectoryOption, kScanFormatOption, kScanJsonOption,
                                 kDatabaseOption,  kAgeOption,        kFailOnOption,
                                 kBaselineOption,  kBaseOption,       kAllowIncompleteOption};

constexpr std::string_view kAbout = R"text(
Looks at the tree for leaked secrets, vulnerable dependencies and broken repository rules,
and prints one report. Each subcommand is one of these alone.

Exits with 0 when nothing was found over the gate, 1 for findings, 2 for wrong usage or a
configuration that is rejected, and 3 when something could not be looked at: what was not
looked at is never green. No program is started and nothing is sent anywhere.
)text";

constexpr std::string_view kExamples = R"text(
ropewalk scan
  ropewalk scan --format text --format sarif=scan.sarif
  ropewalk scan secrets --git
  ropewalk scan secrets --staged
)text";

int run(const Arguments& arguments, Outside& outside) {
  const app::ScanAllRequest request{.paths = arguments.operands(),
                                    .database = arguments.value(kDatabaseOption.name),
                                    .takes_old_data = arguments.has(kAgeOption.name)};
  return run_scan(scan_command(), arguments, outside,
                  [&](const app::ScanPorts& ports) { return app::scan_all(request, ports); }, {.paths = request.paths});
}

}  // namespace

const Command& scan_command() {
  static const std::array<const Command*, 4> kSubcommands = {&scan_secrets_command(), &scan_dependencies_command(),
                                                             &scan_image_command(), &scan_policy_command()};
  static const Command kCommand{
      .name = "scan",
      .summary = "Look for secrets, vulnerable dependencies and broken rules",
      .about = kAbout,
      .examples = kExamples,
      .operands = {.value = "[PATH…]",
                   .help = "Files and folders (default: all of the place)",
                   .at_least = 0,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .subcommands = kSubcommands,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
