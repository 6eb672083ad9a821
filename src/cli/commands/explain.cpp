// `ropewalk explain`: what a rule finds, why it matters, and what to do.
#include "app/explain.h"

#include <array>

#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/planning_options.h"
#include "cli/commands/scan/shared.h"
#include "cli/configured_place.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {kDirectoryOption};

/// What the repository's own settings know; without them, or where they know nothing, the error that is given.
Result<std::string> explain_here(const std::string& id, Error otherwise, const Arguments& arguments, Outside& outside) {
  const auto here = configured_place(arguments, outside);
  if (!here) {
    return fail(std::move(otherwise));
  }
  auto own = app::explain_own(id, scan_ports(*here, outside));
  if (!own) {
    return fail(std::move(own.error()));
  }
  if (!*own) {
    const bool is_fingerprint = id.size() >= 32 && id.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (is_fingerprint) {
      otherwise.hint = "a fingerprint is known where scan.baseline or a suppression has it";
    }
    return fail(std::move(otherwise));
  }
  return std::move(**own);
}

int run(const Arguments& arguments, Outside& outside) {
  int code = kExitSuccess;
  for (const std::string& id : arguments.operands()) {
    auto page = app::explain(id);
    if (!page) {
      page = explain_here(id, std::move(page.error()), arguments, outside);
    }
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
      .about =
          "\nAlso what a reason means that something was skipped or not looked at, the rules of the team's\n"
          "own configuration of secrets, and findings that the baseline or a suppression knows.\n",
      .examples = "\nropewalk explain github-token\n",
      .operands = {.value = "ID…",
                   .help = "Rules, reasons or fingerprints, as reports name them",
                   .at_least = 1,
                   .at_most = -1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
