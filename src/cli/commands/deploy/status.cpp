// `ropewalk status` and `ropewalk history`: what serves, and what was.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/approvals/approve.h"
#include "app/deploy/deploy.h"
#include "app/deploy/status.h"
#include "base/display.h"
#include "base/rfc3339.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/hosts/hosts.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/console/time_text.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr std::array kStatusOptions = {
    kDirectoryOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print one JSON object for each environment (schemas/status.schema.json)"},
};

constexpr std::array kHistoryOptions = {
    kDirectoryOption,
    Option{.name = "--limit", .letter = "-n", .value = "N", .help = "How many at most (default: all)"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print one JSON object for each deployment (schemas/history.schema.json)"},
};

constexpr std::string_view kStatusAbout = R"text(
Shows what serves in an environment (in all of them without a name), what is under way there
and what it waits for. A deployment whose command was killed is finished or taken back first,
and what should run and does not is started again.
)text";

constexpr std::string_view kHistoryAbout = R"text(
Lists the deployments of an environment, newest first: what each of them became, and why.
)text";

void show(const app::EnvironmentStatus& status, Outside& outside) {
  Screen screen = outside.screen();
  const diag::Palette palette = screen.palette();
  const bool is_calm = status.state == app::EnvironmentState::kIdle;
  screen.print(fmt::format("{}: {}\n", palette.paint(diag::Ink::kBold, status.environment),
                           palette.paint(is_calm ? diag::Ink::kGood : diag::Ink::kBusy, name_of(status.state))));
  const auto line = [&](std::string_view name, const std::string& text) {
    if (!text.empty()) {
      screen.print(fmt::format("  {:<12} {}\n", name, printable(text)));
    }
  };
  if (status.serving.number != 0) {
    line("serves", fmt::format("{} (deployment {}, {} requests)", status.serving.version, status.serving.number,
                               status.serving.requests));
  } else {
    line("serves", "nothing yet");
  }
  line("url", status.url);
  if (status.under_way.number != 0 && status.under_way.number != status.serving.number) {
    line("under way", fmt::format("{} (deployment {})", status.under_way.version, status.under_way.number));
  }
  line("phase", status.phase);
  line("waits for", status.waiting_for);
  if (status.previous != 0) {
    line("before", fmt::format("deployment {}", status.previous));
  }
  line("locked", status.locked);
}

/// An environment of the file that nothing was deployed to yet.
bool is_configured(const std::string& name, const Arguments& arguments, Outside& outside) {
  const auto found = find_service_here(arguments, outside);
  return found && std::any_of(found->service.settings.environments.begin(), found->service.settings.environments.end(),
                              [&](const auto& one) { return one.name == name; });
}

void show_empty(const std::string& name, const Arguments& arguments, Outside& outside) {
  app::EnvironmentStatus status;
  status.environment = name;
  if (arguments.has("--json")) {
    outside.screen().print(to_json_text(app::to_json(status)) + "\n");
  } else {
    show(status, outside);
  }
}

/// Jobs of runs that wait for an environment, with the command that lets them go on.
void show_waiting_jobs(const Arguments& arguments, Outside& outside) {
  if (arguments.has("--json")) {
    return;  // an object there is a deployed environment
  }
  const std::string name = arguments.operands().empty() ? std::string() : arguments.operands().front();
  const auto rows =
      app::waiting_jobs(name, running_runs(false, outside),
                        app::all_environments(outside.files(), outside.environment()), outside.deployments());
  if (!rows) {
    warn(fmt::format("which jobs wait is not known: {}", rows.error().message), {}, {}, outside);
    return;
  }
  for (const app::WaitingJobRow& row : *rows) {
    outside.screen().print(fmt::format("{} of run {} ({}): `ropewalk approve {} --environment {}`\n", row.wish,
                                       row.run.text(), row.by, row.number, row.environment));
  }
}

int run_status(const Arguments& arguments, Outside& outside) {
  show_waiting_jobs(arguments, outside);
  std::vector<std::string> names = arguments.operands();
  if (names.empty()) {
    const auto found = find_service_here(arguments, outside);
    if (!found) {
      return report(found.error(), outside);
    }
    names = app::known_environments(machine_of(outside), found->service.name);
    if (names.empty()) {
      outside.screen().complain(fmt::format("nothing of {} was deployed from here yet\n", found->service.name));
      return kExitSuccess;
    }
  }
  int code = kExitSuccess;
  for (const std::string& name : names) {
    if (const auto there = run_at_hosts("status", name, {name}, kStatusOptions, OnHosts::kFirst, arguments, outside)) {
      code = stronger(code, *there);
      continue;
    }
    auto environment = open_known(name, arguments, outside);
    if (!environment) {
      if (is_configured(name, arguments, outside)) {
        show_empty(name, arguments, outside);
        continue;
      }
      return report(environment.error(), outside);
    }
    const auto settled = app::settle(*environment, outside.signals().interrupted());
    if (!settled) {
      code = stronger(code, report(settled.error(), outside));
    }
    for (const std::string& done : settled ? *settled : std::vector<std::string>()) {
      warn(fmt::format("{}: {}", name, done), {}, {}, outside);
    }
    const auto status = app::status_of(*environment, url_of(*environment));
    if (!status) {
      return report(status.error(), outside);
    }
    if (arguments.has("--json")) {
      outside.screen().print(to_json_text(app::to_json(*status)) + "\n");
    } else {
      show(*status, outside);
    }
  }
  return code;
}

int run_history(const Arguments& arguments, Outside& outside) {
  const auto limit = arguments.number("--limit", 1, 1'000'000);
  if (!limit) {
    return report(limit.error(), outside);
  }
  if (const auto code = run_at_hosts("history", arguments.operands().front(), arguments.operands(), kHistoryOptions,
                                     OnHosts::kFirst, arguments, outside)) {
    return *code;
  }
  auto environment = open_known(arguments.operands().front(), arguments, outside);
  if (!environment) {
    return report(environment.error(), outside);
  }
  auto all = environment->store->deployments(static_cast<std::size_t>(*limit));
  if (!all) {
    return report(all.error(), outside);
  }
  const auto serves = deploy::serving(*environment->store);
  for (deploy::Deployment& one : *all) {
    const bool is_serving = serves && *serves && (*serves)->number == one.number;
    if (is_serving) {
      deploy::count_requests(*environment->room, one);
    }
    if (arguments.has("--json")) {
      outside.screen().print(to_json_text(deploy::history_row(one)) + "\n");
      continue;
    }
    outside.screen().print(
        fmt::format("{} {:>4}  {:<12} {:<11} {:<10} {:<9} {}{}\n", is_serving ? "→" : " ", one.number, one.version,
                    name_of(one.outcome), one.strategy, ago_text(one.started, outside.clock().now()), one.by,
                    one.detail.empty() ? "" : "  " + std::string(name_of(one.reason)) + ": " + printable(one.detail)));
  }
  return kExitSuccess;
}

}  // namespace

const Command& status_command() {
  static constexpr Command kCommand{
      .name = "status",
      .summary = "Show what serves in an environment, and what is under way there",
      .about = kStatusAbout,
      .examples = "ropewalk status\n  ropewalk status production --json",
      .operands = {.value = "[ENV]", .help = "The environment (default: all)", .at_least = 0, .at_most = 1},
      .options = kStatusOptions,
      .run = run_status,
  };
  return kCommand;
}

const Command& history_command() {
  static constexpr Command kCommand{
      .name = "history",
      .summary = "List the deployments of an environment",
      .about = kHistoryAbout,
      .examples = "ropewalk history production",
      .operands = {.value = "ENV", .help = "The environment", .at_least = 1, .at_most = 1},
      .options = kHistoryOptions,
      .run = run_history,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
