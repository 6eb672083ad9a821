// `ropewalk scan secrets`.
#include <array>

#include "app/scan/scan_secrets.h"
#include "cli/commands/scan/shared.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {kDirectoryOption, kScanFormatOption, kScanJsonOption, kListOption,
                                 kAllowIncompleteOption};

int run(const Arguments& arguments, Outside& outside) {
  const app::ScanSecretsRequest request{.paths = arguments.operands()};
  return run_scan(arguments, outside,
                  [&request](const app::ScanPorts& ports) { return app::scan_secrets(request, ports); });
}

}  // namespace

const Command& scan_secrets_command() {
  static constexpr Command kCommand{
      .name = "scan secrets",
      .summary = "Find leaked credentials in files and in the history of git",
      .about = "",
      .examples = "",
      .operands = {.value = "[PATH…]",
                   .help = "Files and folders (default: the whole place)",
                   .at_least = 0,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
