// `ropewalk scan image`.
#include <array>

#include "app/scan/scan_image.h"
#include "cli/commands/scan/shared.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {kDirectoryOption, kScanFormatOption, kScanJsonOption,       kListOption,
                                 kFailOnOption,    kBaselineOption,   kAllowIncompleteOption};

int run(const Arguments& arguments, Outside& outside) {
  const app::ScanImageRequest request{.paths = arguments.operands()};
  return run_scan(arguments, outside,
                  [&request](const app::ScanPorts& ports) { return app::scan_image(request, ports); });
}

}  // namespace

const Command& scan_image_command() {
  static constexpr Command kCommand{
      .name = "scan image",
      .summary = "Look into a container image: packages, secrets, configuration",
      .about = "",
      .examples = "",
      .operands = {.value = "[PATH…]",
                   .help = "OCI layouts, image archives, root folders or references",
                   .at_least = 0,
                   .at_most = -1,
                   .completion = Completion::kFile},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
