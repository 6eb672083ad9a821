// `ropewalk runs`: lists earlier runs.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <set>

#include "base/display.h"
#include "base/json.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "cli/commands/all.h"
#include "cli/commands/past_options.h"
#include "cli/commands/planning_options.h"
#include "cli/console/labels.h"
#include "cli/console/palette.h"
#include "cli/console/time_text.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

constexpr int kUsualLimit = 20;
/// How many runs are looked through for those that a filter asks for.
constexpr int kMostSearched = 10'000;

constexpr std::array kOptions = {
    kDirectoryOption,
    Option{.name = "--all", .letter = "-a", .value = "", .help = "Runs of all repositories, not only of this one"},
    Option{.name = "--workflow",
           .letter = "-w",
           .value = "WORKFLOW",
           .help = "Only runs of this workflow: its name or its file",
           .completion = Completion::kWorkflow},
    Option{.name = "--event",
           .letter = "-e",
           .value = "EVENT",
           .help = "Only runs of this event",
           .completion = Completion::kEvent},
    Option{.name = "--branch", .letter = "-b", .value = "BRANCH", .help = "Only runs of this branch or tag"},
    Option{.name = "--result",
           .letter = "-r",
           .value = "RESULT",
           .help =
               "Only runs that ended so: success, failure, cancelled, skipped, incomplete, interrupted; or running, "
               "unfinished",
           .repeats = true},
    Option{.name = "--since",
           .letter = "",
           .value = "WHEN",
           .help = "Only runs since then: 30m, 12h, 7d, 2w, or a date (2026-01-31)"},
    Option{.name = "--failed", .letter = "-f", .value = "", .help = "Only runs that failed"},
    Option{.name = "--limit", .letter = "-n", .value = "N", .help = "How many at most (default: 20)"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print one JSON object for each run (schemas/runs.schema.json)"},
};

std::string json_line(const record::RunSummary& run, std::string_view state) {
  const record::Event start{run.run, 1, run.started, run.start};
  json::object object = record::to_json(start);
  object.erase("schema");
  object.erase("type");
  object.erase("sequence");
  object["conclusion"] = state;
  object["jobs"] = run.jobs;
  object["failed_jobs"] = run.failed_jobs;
  if (run.finish) {
    object["duration_ms"] = run.finish->duration.count();
  }
  return to_json_text(object) + "\n";
}

/// One row of the table, column by column.
struct Row {
  std::string_view sign;
  Ink ink = Ink::kPlain;
  std::string id;
  std::string workflow;
  std::string about;
  std::string jobs;
  std::string time;
  std::string started;
  std::string directory;
};

Row row_of(const record::RunSummary& run, std::string_view state, record::Time now, const ports::TimeZone& zone) {
  Row row;
  row.sign = run.finish ? sign(run.finish->conclusion) : "?";
  row.ink = run.finish ? ink(run.finish->conclusion) : Ink::kCareful;
  if (state == "incomplete") {
    row.sign = "!";
    row.ink = Ink::kCareful;
  } else if (state == "running") {
    row.sign = kRunningSign;
    row.ink = Ink::kBusy;
  }
  row.id = run.run.text();
  row.workflow = workflow_name(run.start);
  row.about = run_about(run.start);
  row.jobs = !run.finish || run.finish->is_interrupted      ? std::string(state)
             : run.failed_jobs > 0 && state != "incomplete" ? fmt::format("{} of {} failed", run.failed_jobs, run.jobs)
                                                            : count_text(static_cast<std::uint64_t>(run.jobs), "job");
  row.time = run.finish ? duration_text(run.finish->duration) : "";
  row.started =
      now - run.started < std::chrono::days{1} ? ago_text(run.started, now) : local_time_text(run.started, zone);
  row.directory = printable(run.start.directory);
  return row;
}

/// The widest text of a column, at most `most`.
std::size_t widest(const std::vector<Row>& rows, std::string Row::* column, std::size_t most) {
  std::size_t width = 0;
  for (const Row& row : rows) {
    width = std::max(width, text_width(row.*column));
  }
  return std::min(width, most);
}

std::string table(const std::vector<Row>& rows, bool has_directories, int columns, const Palette& palette) {
  constexpr std::size_t kMostWorkflow = 24;
  constexpr std::size_t kLeastWorkflow = 8;
  constexpr std::size_t kMostAbout = 60;
  std::size_t workflow = widest(rows, &Row::workflow, kMostWorkflow);
  const std::size_t jobs = widest(rows, &Row::jobs, kMostAbout);
  const std::size_t time = widest(rows, &Row::time, kMostAbout);
  const std::size_t started = widest(rows, &Row::started, kMostAbout);
  const std::size_t id = widest(rows, &Row::id, kMostAbout);
  std::size_t about = widest(rows, &Row::about, kMostAbout);
  if (columns > 0) {
    constexpr std::size_t kSignAndGaps = 2 + 5 * 2;
    const std::size_t others = kSignAndGaps + id + jobs + time + started;
    const auto all = static_cast<std::size_t>(columns);
    const std::size_t rest = all > others ? all - others : 0;
    if (rest < workflow + about) {
      workflow = std::min(workflow, std::max(kLeastWorkflow, rest / 2));
      about = std::min(about, rest > workflow ? rest - workflow : 0);
    }
  }
  std::string text;
  for (const Row& row : rows) {
    text +=
        fmt::format("{} {}  {}  {}  {}  {}  {}{}\n", palette.paint(row.ink, row.sign), padded(row.id, id),
                    palette.paint(Ink::kBold, padded(shortened_in_middle(row.workflow, workflow), workflow)),
                    padded(shortened(row.about, about), about), padded(row.jobs, jobs), right_aligned(row.time, time),
                    palette.paint(Ink::kDim, has_directories ? padded(row.started, started) : row.started),
                    has_directories ? "  " + palette.paint(Ink::kDim, row.directory) : "");
  }
  return text;
}

/// Which runs are asked for.
struct Filter {
  std::optional<std::string> workflow;
  bool only_failed = false;
  std::size_t limit = kUsualLimit;
  std::optional<std::string> event = {};
  std::optional<std::string> branch = {};
  std::vector<std::string> results = {};
  std::optional<record::Time> since = {};
  std::set<RunId> running = {};

  [[nodiscard]] bool is_any() const {
    return !workflow && !only_failed && !event && !branch && results.empty() && !since;
  }
  [[nodiscard]] bool takes(const record::RunSummary& run) const {
    const bool has_failed = run.finish && run.finish->conclusion == record::Conclusion::kFailure;
    return (!workflow || is_of_workflow(run.start, *workflow)) && (!only_failed || has_failed) &&
           (!event || equals_ignoring_case(run.start.event, *event)) &&
           (!branch || run.start.ref == *branch || short_ref(run.start.ref) == *branch) &&
           (results.empty() || std::ranges::find(results, state_of(run, running)) != results.end()) &&
           (!since || run.started >= *since);
  }
};

constexpr std::array<std::string_view, 8> kResults = {"success",    "failure",     "cancelled", "skipped",
                                                      "incomplete", "interrupted", "running",   "unfinished"};

/// `2026-01-31`, a whole time, or a number with its unit. Nothing for anything else.
std::optional<record::Time> since_of(std::string_view text, record::Time now) {
  if (const auto time = parse_rfc3339(text)) {
    return *time;
  }
  if (const auto day = parse_rfc3339(std::string(text) + "T00:00:00Z")) {
    return *day;
  }
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  // A clock that counts nanoseconds has room for 292 years.
  constexpr int kMost = 10'000;
  if (error != std::errc() || end + 1 != text.data() + text.size() || number < 0 || number > kMost) {
    return std::nullopt;
  }
  switch (*end) {
    case 'm': return now - std::chrono::minutes(number);
    case 'h': return now - std::chrono::hours(number);
    case 'd': return now - std::chrono::days(number);
    case 'w': return now - std::chrono::weeks(number);
    default: return std::nullopt;
  }
}

Result<Filter> read_filter(const Arguments& arguments, int limit, Outside& outside) {
  Filter filter{arguments.value("--workflow"), arguments.has("--failed"), static_cast<std::size_t>(limit)};
  filter.event = arguments.value("--event");
  filter.branch = arguments.value("--branch");
  for (const std::string& result : arguments.values("--result")) {
    filter.results.push_back(to_lower(result));
    if (std::ranges::find(kResults, filter.results.back()) == kResults.end()) {
      return fail(ErrorKind::kUsage, fmt::format("--result {}: there is no such result", result),
                  fmt::format("one of {}", fmt::join(kResults, ", ")));
    }
  }
  if (const auto since = arguments.value("--since")) {
    filter.since = since_of(*since, outside.clock().now());
    if (!filter.since) {
      return fail(ErrorKind::kUsage, fmt::format("--since {}: that is not a time", *since),
                  "30m, 12h, 7d and 2w count back from now; a date is 2026-01-31");
    }
  }
  if (!filter.results.empty()) {
    filter.running = running_runs(false, outside);
  }
  return filter;
}

Result<std::vector<record::RunSummary>> find_runs(record::RunStore& store, const std::string& directory,
                                                  const Filter& filter) {
  auto runs = store.runs(directory, filter.is_any() ? static_cast<int>(filter.limit) : kMostSearched);
  if (!runs) {
    return runs;
  }
  std::erase_if(*runs, [&](const record::RunSummary& run) { return !filter.takes(run); });
  runs->resize(std::min(runs->size(), filter.limit));
  return runs;
}

std::string nothing_text(bool is_all, const Filter& filter) {
  if (!filter.is_any()) {
    return "no such runs\n";
  }
  return is_all ? "no runs yet: `ropewalk run` makes one\n"
                : "no runs of this folder yet: `ropewalk run` makes one, `ropewalk runs --all` lists all\n";
}

int run(const Arguments& arguments, Outside& outside) {
  const auto limit = arguments.number("--limit", 1, kUsualLimit);
  if (!limit) {
    return report(limit.error(), outside);
  }
  const bool is_all = arguments.has("--all");
  const auto directory = is_all ? Result<std::string>("") : directory_of_runs(arguments, outside);
  if (!directory) {
    return report(directory.error(), outside);
  }
  const auto store = outside.runs();
  if (!store) {
    return report(store.error(), outside);
  }
  const auto filter = read_filter(arguments, *limit, outside);
  if (!filter) {
    return report(filter.error(), outside);
  }
  const auto runs = find_runs(**store, *directory, *filter);
  if (!runs) {
    return report(runs.error(), outside);
  }
  Screen screen = outside.screen();
  const std::set<RunId> running =
      running_runs(std::all_of(runs->begin(), runs->end(), [](const auto& item) { return item.finish; }), outside);
  if (arguments.has("--json")) {
    for (const auto& item : *runs) {
      screen.print(json_line(item, state_of(item, running)));
    }
    return kExitSuccess;
  }
  std::vector<Row> rows;
  for (const auto& item : *runs) {
    rows.push_back(row_of(item, state_of(item, running), outside.clock().now(), outside.time_zone()));
  }
  screen.print(rows.empty() ? nothing_text(is_all, *filter) : table(rows, is_all, screen.columns(), screen.palette()));
  return kExitSuccess;
}

}  // namespace

const Command& runs_command() {
  static constexpr Command kCommand{
      .name = "runs",
      .summary = "List earlier runs, newest first",
      .about = "",
      .examples =
          "ropewalk runs\n"
          "  ropewalk runs --workflow CI --failed -n 5\n"
          "  ropewalk runs --branch main --result failure --since 7d\n"
          "  ropewalk runs --all --limit 100 --json",
      .operands = {},
      .options = kOptions,
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
