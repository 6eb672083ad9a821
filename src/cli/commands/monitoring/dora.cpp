// `ropewalk dora`: the five keys of DORA, with the rows behind each number.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "app/approvals/approve.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/deploy/common.h"
#include "cli/commands/planning_options.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "deploy/dora/dora.h"

namespace ropewalk::cli {
namespace {

constexpr std::size_t kAll = 1'000'000;
constexpr std::uint64_t kMostBytes = 1ULL << 30U;

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--days", .letter = "", .value = "N", .help = "How far back (default: 30)"},
    Option{.name = "--from", .letter = "", .value = "TIME", .help = "From this time on, as 2026-01-31T00:00:00Z"},
    Option{.name = "--to", .letter = "", .value = "TIME", .help = "Before this time (default: now)"},
    Option{.name = "--history",
           .letter = "",
           .value = "FILE",
           .help = "Take the history from a file of JSON lines, as `dora --dump` prints it",
           .completion = Completion::kFile},
    Option{.name = "--dump", .letter = "", .value = "", .help = "Print the whole history as JSON lines instead"},
    Option{.name = "--rows", .letter = "", .value = "", .help = "Show the rows that each number is made of"},
    Option{.name = "--json", .letter = "", .value = "", .help = "Print it as JSON (schemas/dora.schema.json)"},
};

struct History {
  std::vector<deploy::Deployment> deployments;
  std::vector<deploy::Event> journal;
};

/// Lines are deployments, or events of the journal (those have a `kind` of theirs and a `sequence`).
Result<History> read_history(const std::string& name, Outside& outside) {
  const auto text =
      outside.files().read_regular(outside.environment().current_directory() / name, kMostBytes, ports::Links::kFollow);
  if (!text) {
    return fail(text.error());
  }
  History history;
  int number = 0;
  for (const std::string_view line : split_lines(*text)) {
    ++number;
    if (trim(line).empty()) {
      continue;
    }
    const auto value = parse_json(line, fmt::format("{}:{}", name, number));
    if (!value) {
      return fail(value.error());
    }
    if (value->is_object() && value->as_object().contains("sequence")) {
      auto event = deploy::event_from_json(*value);
      if (!event) {
        return fail(ErrorKind::kInvalid, fmt::format("{}:{}: {}", name, number, event.error().message));
      }
      history.journal.push_back(std::move(*event));
      continue;
    }
    auto deployment = deploy::deployment_from_json(*value);
    if (!deployment) {
      return fail(ErrorKind::kInvalid, fmt::format("{}:{}: {}", name, number, deployment.error().message));
    }
    history.deployments.push_back(std::move(*deployment));
  }
  return history;
}

Result<History> stored_history(const Arguments& arguments, Outside& outside) {
  const std::string name = arguments.operands().empty() ? "production" : arguments.operands().front();
  const auto environment = open_known(name, arguments, outside);
  if (!environment) {
    return fail(environment.error().front());
  }
  auto deployments = environment->store->deployments(kAll);
  auto journal = environment->store->events(0, 0);
  if (!deployments || !journal) {
    return fail(deployments ? std::move(journal.error()) : std::move(deployments.error()));
  }
  return History{std::move(*deployments), std::move(*journal)};
}

Result<deploy::DoraWindow> wanted_window(const Arguments& arguments, Outside& outside) {
  deploy::DoraWindow window{.from = {}, .to = outside.clock().now()};
  if (const auto to = arguments.value("--to")) {
    const auto time = parse_rfc3339(*to);
    if (!time) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' is not a time", *to), "write it as 2026-01-31T00:00:00Z");
    }
    window.to = *time;
  }
  const auto days = arguments.number("--days", 1, 30);
  if (!days) {
    return fail(days.error());
  }
  window.from = window.to - std::chrono::hours(24LL * *days);
  if (const auto from = arguments.value("--from")) {
    const auto time = parse_rfc3339(*from);
    if (!time || *time >= window.to) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' is not a time before the end", *from),
                  "write it as 2026-01-31T00:00:00Z");
    }
    window.from = *time;
  }
  return window;
}

std::string time_text(const std::optional<double>& seconds) {
  if (!seconds) {
    return "none yet";
  }
  if (*seconds < 120) {
    return fmt::format("{:.0f} s", *seconds);
  }
  if (*seconds < 7200) {
    return fmt::format("{:.0f} min", *seconds / 60);
  }
  return *seconds < 172'800 ? fmt::format("{:.1f} h", *seconds / 3600) : fmt::format("{:.1f} days", *seconds / 86'400);
}

std::string rate_text(const std::optional<double>& rate) {
  return rate ? fmt::format("{:.1f} %", *rate * 100) : "none yet";
}

void print_rows(const std::vector<deploy::DoraRow>& rows, bool has_seconds, Screen screen) {
  for (const deploy::DoraRow& row : rows) {
    screen.print(
        fmt::format("    deployment {}{}{}{}\n", row.number, row.commit.empty() ? "" : " " + row.commit.substr(0, 12),
                    has_seconds ? "  " + time_text(row.seconds) : "", row.text.empty() ? "" : "  " + row.text));
  }
}

void print(const deploy::Dora& dora, bool with_rows, Screen screen) {
  const auto line = [&](std::string_view name, const std::string& value, const std::string& of,
                        const std::vector<deploy::DoraRow>& rows, bool has_seconds) {
    screen.print(fmt::format("{:<22} {:<16} {}\n", name, value, of));
    if (with_rows) {
      print_rows(rows, has_seconds, screen);
    }
  };
  line("Deployment frequency", fmt::format("{:.2f} a day", dora.frequency()),
       fmt::format("{} deployments in {:.0f} days", dora.deployments.size(), dora.days), dora.deployments, false);
  line("Lead time", time_text(deploy::median(dora.lead_times)),
       fmt::format("median of {} commits; nine of ten within {}{}", dora.lead_times.size(),
                   time_text(deploy::ninetieth(dora.lead_times)),
                   dora.without_commits.empty()
                       ? ""
                       : fmt::format("; not known are those of {} deployment{}", dora.without_commits.size(),
                                     dora.without_commits.size() == 1 ? "" : "s")),
       dora.lead_times, true);
  if (with_rows) {
    for (const deploy::DoraRow& row : dora.without_commits) {
      screen.print(fmt::format("    deployment {}  commits not known\n", row.number));
    }
  }
  line("Change failure rate", rate_text(dora.change_failure_rate()),
       fmt::format("{} of {} deployments", dora.failures.size(), dora.deployments.size()), dora.failures, false);
  line("Recovery time", time_text(deploy::median(dora.recoveries)),
       fmt::format("median of {} recoveries", dora.recoveries.size()), dora.recoveries, true);
  line("Rework rate", rate_text(dora.rework_rate()),
       fmt::format("{} of {} deployments", dora.rework.size(), dora.deployments.size()), dora.rework, false);
  if (with_rows && !dora.excluded.empty()) {
    screen.print("Left out\n");
    for (const deploy::ExcludedRow& row : dora.excluded) {
      screen.print(fmt::format("    deployment {}  {}\n", row.number, row.why));
    }
  }
}

int run(const Arguments& arguments, Outside& outside) {
  const auto window = wanted_window(arguments, outside);
  if (!window) {
    return report(window.error(), outside);
  }
  const auto file = arguments.value("--history");
  const auto history = file ? read_history(*file, outside) : stored_history(arguments, outside);
  if (!history) {
    return report(history.error(), outside);
  }
  if (arguments.has("--dump")) {
    for (const deploy::Deployment& one : history->deployments) {
      outside.screen().print(to_json_text(deploy::to_json(one)) + "\n");
    }
    for (const deploy::Event& one : history->journal) {
      outside.screen().print(to_json_text(deploy::to_json(one)) + "\n");
    }
    return kExitSuccess;
  }
  const deploy::Dora dora = deploy::dora_of(history->deployments, deploy::detections_in(history->journal), *window);
  if (!arguments.has("--json")) {
    print(dora, arguments.has("--rows"), outside.screen());
    return kExitSuccess;
  }
  json::object object = deploy::to_json(dora);
  object["from"] = to_rfc3339(window->from);
  object["to"] = to_rfc3339(window->to);
  outside.screen().print(to_json_text(object) + "\n");
  return kExitSuccess;
}

}  // namespace

const Command& dora_command() {
  static constexpr Command kCommand{
      .name = "dora",
      .summary = "Show the five DORA keys of an environment",
      .about = R"text(
Deployment frequency, lead time of commits, change failure rate, recovery time and rework
rate, from the environment's own history. --rows shows which deployments and commits each
number is made of, and which are left out and why.
)text",
      .examples = R"text(
ropewalk dora                        of production, over 30 days
  ropewalk dora staging --days 90 --rows
)text",
      .operands = {.value = "[ENV]", .help = "The environment (default: production)", .at_least = 0, .at_most = 1},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
