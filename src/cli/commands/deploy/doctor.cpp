// `ropewalk doctor`: what this machine can do for runs, whether it can deploy, and what is wrong with what serves.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/deploy/deploy.h"
#include "app/deploy/doctor.h"
#include "app/run_checks.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--json", .letter = "", .value = "", .help = "Print one JSON object for each check"},
};

constexpr std::string_view kAbout = R"text(
Says what this machine can do for runs and how to get the rest. Where a service is configured it
looks, too, whether the machine has what deployments need, and whether each environment is as its
history says. What was cut off is finished or taken back, what should run and does not is
started again. Exits with 1 when something is missing that is needed.
)text";

bool show(const app::Check& check, bool is_json, Outside& outside) {
  Screen screen = outside.screen();
  if (is_json) {
    screen.print(to_json_text(app::to_json(check)) + "\n");
  } else {
    const diag::Palette palette = screen.palette();
    const std::string sign = check.is_good       ? palette.paint(diag::Ink::kGood, "✓")
                             : check.is_optional ? palette.paint(diag::Ink::kDim, "·")
                                                 : palette.paint(diag::Ink::kBad, "✗");
    screen.print(fmt::format("{} {:<22} {}{}\n", sign, check.name, check.text,
                             check.hint.empty() ? "" : fmt::format(" ({})", check.hint)));
  }
  return check.is_good || check.is_optional;
}

int run(const Arguments& arguments, Outside& outside) {
  const bool is_json = arguments.has("--json");
  const deploy::Machine machine = machine_of(outside);
  bool is_well = true;
  if (arguments.operands().empty()) {
    for (const app::Check& check :
         app::check_runs(outside.process(), outside.files(), outside.environment(), outside.backends())) {
      is_well = show(check, is_json, outside) && is_well;
    }
  }
  const auto found = find_service_here(arguments, outside);
  const auto is_invalid = [](const Error& error) { return error.kind == ErrorKind::kInvalid; };
  if (!found && arguments.operands().empty() && std::ranges::none_of(found.error(), is_invalid)) {
    return is_well ? kExitSuccess : kExitFailure;  // nothing is deployed from here
  }
  if (!found) {
    return report(found.error(), outside);
  }
  for (const app::Check& check : app::check_machine(machine)) {
    if (check.name != "git") {
      is_well = show(check, is_json, outside) && is_well;
    }
  }
  const std::vector<std::string> names =
      arguments.operands().empty() ? app::known_environments(machine, found->service.name) : arguments.operands();
  for (const std::string& name : names) {
    auto environment = open_known(name, arguments, outside);
    if (!environment) {
      return report(environment.error(), outside);
    }
    const auto settled = app::settle(*environment, outside.signals().interrupted());
    if (!settled) {
      report(settled.error(), outside);
      is_well = false;
    }
    for (const std::string& done : settled ? *settled : std::vector<std::string>()) {
      warn(fmt::format("{}: {}", name, done), {}, {}, outside);
    }
    for (const app::Check& check : app::check_environment(*environment)) {
      is_well = show(check, is_json, outside) && is_well;
    }
  }
  return is_well ? kExitSuccess : kExitFailure;
}

}  // namespace

const Command& doctor_command() {
  static constexpr Command kCommand{
      .name = "doctor",
      .summary = "Check what this machine can run and deploy, and mend what was cut off",
      .about = kAbout,
      .examples =
          "ropewalk doctor                    what runs here, and how to get the rest\n  ropewalk doctor production",
      .operands = {.value = "[ENV]", .help = "The environment (default: all)", .at_least = 0, .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
