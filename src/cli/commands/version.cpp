// `ropewalk version`.
#include <fmt/format.h>

#include "cli/commands/all.h"
#include "cli/exit_code.h"

namespace ropewalk::cli {
namespace {

int run(const Arguments& /*arguments*/, Outside& outside) {
  outside.terminal().write(ports::Stream::kOutput, fmt::format("ropewalk {}\n", outside.version()));
  return kExitSuccess;
}

}  // namespace

const Command& version_command() {
  static constexpr Command kCommand{
      .name = "version",
      .summary = "Print the version",
      .about = "",
      .examples = "ropewalk version",
      .operands = {},
      .options = {},
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
