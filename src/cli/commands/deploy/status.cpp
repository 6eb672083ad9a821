// `ropewalk status` and `ropewalk history`: what serves, and what was.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/approvals/approve.h"
#include "app/deploy/deploy.h"
#include "app/deploy/status.h"
#include "app/gates/environment_rules.h"
#include "app/repository_name.h"
#include "base/display.h"
#include "base/rfc3339.h"
#include "base/strings.h"
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
Lists the deployments of an environment, newest first: what each of them became, and why. Of
an environment that nothing was deployed to and that jobs of runs have waited for, it lists those.
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
    line("serves", status.is_shut_down ? "nothing: it was shut down" : "nothing yet");
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
  return found && app::find_environment(found->service.settings.environments, name) != nullptr;
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

/// Jobs of runs that wait for an environment, with the command that lets them go on. False when there are none.
bool show_waiting_jobs(const Arguments& arguments, Outside& outside) {
  if (arguments.has("--json")) {
    return false;  // an object there is a deployed environment
  }
  const std::string name = arguments.operands().empty() ? std::string() : arguments.operands().front();
  const auto rows =
      app::waiting_jobs(name, running_runs(false, outside),
                        app::all_environments(outside.files(), outside.environment()), outside.deployments());
  if (!rows) {
    warn(fmt::format("which jobs wait is not known: {}", rows.error().message), {}, {}, outside);
    return false;
  }
  for (const app::WaitingJobRow& row : *rows) {
    outside.screen().print(fmt::format("{} of run {} ({}): `ropewalk approve {} --environment {}`\n", row.wish,
                                       row.run.text(), row.by, row.number, row.environment));
  }
  return !rows->empty();
}

int run_status(const Arguments& arguments, Outside& outside) {
  const bool has_waiting_jobs = show_waiting_jobs(arguments, outside);
  std::vector<std::string> names = arguments.operands();
  if (names.empty()) {
    const auto found = find_service_here(arguments, outside);
    if (!found) {
      return report(found.error(), outside);
    }
    names = app::known_environments(machine_of(outside), found->service.name);
    if (names.empty() && has_waiting_jobs) {
      return kExitSuccess;
    }
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

void show_row(const deploy::Deployment& one, bool is_serving, const Arguments& arguments, Outside& outside) {
  if (arguments.has("--json")) {
    outside.screen().print(to_json_text(deploy::history_row(one)) + "\n");
    return;
  }
  const std::string reason = one.reason == deploy::Reason::kNone ? "" : std::string(name_of(one.reason)) + ": ";
  outside.screen().print(fmt::format("{} {:>4}  {:<12} {:<11} {:<10} {:<9} {}{}\n", is_serving ? "→" : " ", one.number,
                                     one.version, name_of(one.outcome), one.strategy,
                                     ago_text(one.started, outside.clock().now()), one.by,
                                     one.detail.empty() ? "" : "  " + reason + printable(one.detail)));
}

/// The store of what waited for an environment that only jobs of this repository's runs use; null without one.
Result<std::unique_ptr<deploy::Store>> store_of_jobs(const std::string& name, const Arguments& arguments,
                                                     Outside& outside) {
  const auto place = app::find_place(outside.files(), outside.environment(), outside.repositories(),
                                     arguments.value(kDirectoryOption.name));
  const auto repository = place ? app::repository_name(*place) : Result<std::string>(fail(place.error()));
  if (!repository) {
    return fail(repository.error());
  }
  const std::string service = app::service_of_jobs(*repository);
  for (const app::KnownEnvironment& one : app::all_environments(outside.files(), outside.environment())) {
    if (one.service == service && equals_ignoring_case(one.name, name)) {
      return outside.deployments().open(one.folder.string());
    }
  }
  return nullptr;
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
  const auto of_jobs = environment ? Result<std::unique_ptr<deploy::Store>>(nullptr)
                                   : store_of_jobs(arguments.operands().front(), arguments, outside);
  if (!environment && (!of_jobs || !*of_jobs)) {
    return report(environment.error(), outside);
  }
  const deploy::Store& store = environment ? *environment->store : **of_jobs;
  auto all = store.deployments(static_cast<std::size_t>(*limit));
  if (!all) {
    return report(all.error(), outside);
  }
  if (!environment) {
    for (const deploy::Deployment& one : *all) {
      show_row(one, false, arguments, outside);
    }
    return kExitSuccess;
  }
  const auto serves = deploy::serving(*environment->store);
  for (deploy::Deployment& one : *all) {
    const bool is_serving = serves && *serves && (*serves)->number == one.number;
    if (is_serving) {
      deploy::count_requests(*environment->room, one);
    }
    show_row(one, is_serving, arguments, outside);
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
