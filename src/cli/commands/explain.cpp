// `ropewalk explain`: what a rule finds, why it matters, and what to do.
#include "app/explain.h"

#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

int run(const Arguments& arguments, Outside& outside) {
  int code = kExitSuccess;
  for (const std::string& id : arguments.operands()) {
    const auto page = app::explain(id);
    if (!page) {
      code = stronger(code, report(page.error(), outside));
      continue;
    }
    outside.screen().print(std::string(trim(*page)) + "\n");
  }
  return code;
}

}  // namespace

const Command& explain_command() {
  static constexpr Command kCommand{
      .name = "explain",
      .summary = "Say what a rule finds and what to do about it",
      .about = "",
      .examples = "\nropewalk explain github-token\n",
      .operands = {.value = "ID…", .help = "Rules, as reports name them", .at_least = 1, .at_most = -1},
      .options = {},
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
