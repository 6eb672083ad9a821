// `ropewalk __complete -- WORD…`: what the completion scripts of the shells ask. A line is `value TAB description`;
// `:files` and `:folders` say that paths may stand there too.
#include "cli/complete.h"

#include <fmt/format.h>

#include "cli/commands/all.h"
#include "cli/exit_code.h"

namespace ropewalk::cli {
namespace {

int run(const Arguments& arguments, Outside& outside) {
  const Candidates found = complete(arguments.operands(), outside);
  std::string text;
  for (const Candidate& candidate : found.values) {
    text += fmt::format("{}\t{}\n", candidate.value, candidate.about);
  }
  text += found.has_files ? ":files\n" : "";
  text += found.has_folders ? ":folders\n" : "";
  outside.screen().print(text);
  return kExitSuccess;
}

}  // namespace

const Command& complete_command() {
  static constexpr Command kCommand{
      .name = "__complete",
      .summary = "Print what may stand at the place of the last word",
      .about = "",
      .examples = "",
      .operands = {.value = "[WORD…]", .help = "The words of the command line so far", .at_most = -1},
      .options = {},
      .is_hidden = true,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
