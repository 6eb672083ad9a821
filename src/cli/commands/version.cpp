// `ropewalk version`.
#include <fmt/format.h>

#include <array>

#include "base/json.h"
#include "cli/commands/all.h"
#include "cli/exit_code.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    Option{.name = "--json", .letter = "", .value = "", .help = "Print {\"version\": …}"},
};

int run(const Arguments& arguments, Outside& outside) {
  const std::string text = arguments.has("--json") ? to_json_text(json::object{{"version", outside.version()}})
                                                   : fmt::format("ropewalk {}", outside.version());
  outside.screen().print(text + "\n");
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
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
