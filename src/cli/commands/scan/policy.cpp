// `ropewalk scan policy`.
#include <array>

#include "app/scan/scan_policy.h"
#include "cli/commands/scan/shared.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {kDirectoryOption, kScanFormatOption, kScanJsonOption,       kListOption,
                                 kFailOnOption,    kBaselineOption,   kAllowIncompleteOption};

int run(const Arguments& arguments, Outside& outside) {
  const app::ScanPolicyRequest request{.paths = arguments.operands()};
  return run_scan(arguments, outside,
                  [&request](const app::ScanPorts& ports) { return app::scan_policy(request, ports); });
}

}  // namespace

const Command& scan_policy_command() {
  static constexpr Command kCommand{
      .name = "scan policy",
      .summary = "Check the repository against its rules",
      .about = "",
      .examples = "",
      .operands = {.value = "[PATH…]",
                   .help = "Folders to check (default: the whole place)",
                   .at_least = 0,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
