// `ropewalk scan dependencies`.
#include <array>

#include "app/scan/scan_dependencies.h"
#include "cli/commands/scan/shared.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {kDirectoryOption, kScanFormatOption, kScanJsonOption,       kListOption,
                                 kFailOnOption,    kBaselineOption,   kAllowIncompleteOption};

int run(const Arguments& arguments, Outside& outside) {
  const app::ScanDependenciesRequest request{.paths = arguments.operands()};
  return run_scan(arguments, outside,
                  [&request](const app::ScanPorts& ports) { return app::scan_dependencies(request, ports); });
}

}  // namespace

const Command& scan_dependencies_command() {
  static constexpr Command kCommand{
      .name = "scan dependencies",
      .summary = "Find known vulnerabilities in what the lock files name",
      .about = "",
      .examples = "",
      .operands = {.value = "[PATH…]",
                   .help = "Lock files, requirement files or folders of them (default: the whole place)",
                   .at_least = 0,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
