// `ropewalk perf record` and `ropewalk perf history`: series of measurements, and where they change.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/place.h"
#include "base/display.h"
#include "base/json.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "cli/commands/perf/bisect_view.h"
#include "cli/commands/perf/measuring_options.h"
#include "cli/commands/perf/perf.h"
#include "cli/commands/planning_options.h"
#include "cli/configured_place.h"
#include "cli/console/palette.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "perf/formats/formats.h"
#include "perf/history/change_points.h"
#include "perf/history/page.h"
#include "perf/history/store.h"

namespace ropewalk::cli {
namespace {

constexpr std::uint64_t kMostBytes = 256ULL << 20U;
constexpr std::string_view kStore = "perf-history.jsonl";
constexpr std::size_t kSparks = 60;

constexpr std::array kRecordOptions = {
    kDirectoryOption,
    Option{.name = "--history",
           .letter = "",
           .value = "FILE",
           .help = "The file that is added to (default: perf-history.jsonl)",
           .completion = Completion::kFile},
    Option{
        .name = "--commit", .letter = "", .value = "SHA", .help = "What was measured (default: GITHUB_SHA, or HEAD)"},
    Option{.name = "--machine",
           .letter = "",
           .value = "KIND",
           .help = "The kind of machine: only equal kinds are compared (default: system and architecture)"},
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print JSON: file, commit, machine, added (schemas/perf-record.schema.json)"}};

constexpr std::array kHistoryOptions = {
    kDirectoryOption,
    Option{.name = "--benchmark", .letter = "", .value = "TEXT", .help = "Only benchmarks whose name has this in it"},
    Option{.name = "--html",
           .letter = "",
           .value = "FILE",
           .help = "Write a page with a chart for each series, its changes and commits",
           .completion = Completion::kFile},
    Option{.name = "--fail",
           .letter = "",
           .value = "",
           .help = "Exit with 1 when a series ends on a level that is slower than the one before"},
    Option{.name = "--bisect",
           .letter = "",
           .value = "",
           .help = "Measure the commits around such a level's begin, and name the one that brought it"},
    kRunOption,
    kBuildOption,
    kMarginOption,
    kAlphaOption,
    kBisectBudgetOption,
    kBisectPairsOption,
    kMeasureOption,
    kBisectRetriesOption,
    Option{.name = "--json",
           .letter = "",
           .value = "",
           .help = "Print one JSON object for each series (schemas/perf-history.schema.json)"}};

std::string commit_of(const Arguments& arguments, const app::Place& place, Outside& outside) {
  if (const auto given = arguments.value("--commit")) {
    return *given;
  }
  if (const auto sha = outside.environment().variable("GITHUB_SHA"); sha && !sha->empty()) {
    return *sha;
  }
  ports::ProcessRequest request;
  request.arguments = {"git", "rev-parse", "HEAD"};
  request.working_directory = place.base;
  request.environment = outside.environment().variables();
  const auto head = outside.process().capture(request, {});
  return head && head->outcome.exit_code == 0 ? std::string(trim(head->output)) : std::string();
}

int record(const Arguments& arguments, Outside& outside) {
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const std::string commit = commit_of(arguments, *place, outside);
  const std::string machine =
      arguments.value("--machine")
          .value_or(fmt::format("{}-{}", outside.environment().variable("ImageOS").value_or("linux"),
                                outside.environment().architecture()));
  const std::string now = to_rfc3339(outside.clock().now());
  std::string lines;
  std::size_t count = 0;
  for (const std::string& name : arguments.operands()) {
    const auto text = outside.files().read_regular(place->base / name, kMostBytes, ports::Links::kFollow);
    const auto measured = text ? perf::read_measurements(*text, name) : fail(text.error());
    if (!measured) {
      return report(measured.error(), outside);
    }
    for (const perf::Measured& one : *measured) {
      lines += perf::line_of(one.name, machine, {commit, now, one.value, one.unit});
      ++count;
    }
  }
  const std::string store = arguments.value("--history").value_or(std::string(kStore));
  if (auto written = outside.files().append(place->base / store, lines); !written) {
    return report(written.error(), outside);
  }
  if (arguments.has("--json")) {
    const json::object object{{"file", store}, {"commit", commit}, {"machine", machine}, {"added", count}};
    outside.screen().print(to_json_text(object) + "\n");
    return kExitSuccess;
  }
  outside.screen().print(fmt::format("{} measurements of {} added to {}\n", count, commit.substr(0, 12), store));
  return kExitSuccess;
}

/// A series that ends on a level which is slower than the one before: the last points say so, as many as confirm it.
const perf::ChangePoint* alert_of(const perf::ChartedSeries& series) {
  const bool is_slower = !series.changes.empty() && series.changes.back().after > series.changes.back().before;
  return is_slower ? &series.changes.back() : nullptr;
}

json::object to_json(const perf::ChartedSeries& series) {
  const std::vector<perf::Point>& points = series.points;
  const auto describe = [&](const perf::ChangePoint& change) {
    return json::object{{"index", change.at},    {"commit", points[change.at].commit},        {"before", change.before},
                        {"after", change.after}, {"shift", change.after / change.before - 1}, {"p", change.p}};
  };
  json::array list;
  for (const perf::ChangePoint& change : series.changes) {
    list.push_back(describe(change));
  }
  json::value alert;
  if (const perf::ChangePoint* change = alert_of(series)) {
    json::object object = describe(*change);
    object["last_good"] = points[change->at - 1].commit;
    alert = std::move(object);
  }
  return {{"benchmark", series.benchmark}, {"machine", series.machine},   {"unit", points.back().unit},
          {"points", points.size()},       {"last", points.back().value}, {"changes", std::move(list)},
          {"alert", std::move(alert)}};
}

std::string to_text(const perf::ChartedSeries& series) {
  const std::vector<perf::Point>& points = series.points;
  std::string text =
      fmt::format("{}{}\n  {}  {}, last {:.4g} {}\n", printable(series.benchmark),
                  series.machine.empty() ? "" : " on " + printable(series.machine), perf::sparkline(points, kSparks),
                  count_text(points.size(), "point"), points.back().value, printable(points.back().unit));
  for (const perf::ChangePoint& change : series.changes) {
    text += fmt::format("  {:+.1f} % at {} (point {}): {:.4g} to {:.4g}, p {}\n",
                        100 * (change.after / change.before - 1), points[change.at].commit.substr(0, 12), change.at,
                        change.before, change.after, perf::chance_text(change.p));
  }
  return text;
}

Result<std::vector<perf::ChartedSeries>> read_series(const Arguments& arguments, const app::Place& place,
                                                     Outside& outside) {
  const std::string name = arguments.operands().empty() ? std::string(kStore) : arguments.operands().front();
  const auto text = outside.files().read_regular(place.base / name, kMostBytes, ports::Links::kFollow);
  const auto all = text ? perf::read_history(*text, name) : fail(text.error());
  if (!all) {
    Error error = all.error();
    if (!text && error.hint.empty()) {
      error.hint = "`ropewalk perf record FILE` begins a series with what a benchmark has written";
    }
    return fail(std::move(error));
  }
  std::vector<perf::ChartedSeries> series;
  for (const auto& [key, points] : *all) {
    if (key.first.find(arguments.value("--benchmark").value_or("")) == std::string::npos) {
      continue;
    }
    std::vector<double> values;
    for (const perf::Point& point : points) {
      values.push_back(point.value);
    }
    series.push_back({key.first, key.second, points, perf::find_change_points(values, {})});
  }
  return series;
}

/// The commits between the last point of the level before and the first of the new one are measured; where they show
/// no change, so are those of as many points to both sides as confirm a change, since a cut may lie beside its place.
Result<app::Bisection> bisect_alert(const perf::ChartedSeries& series, const app::Place& place,
                                    app::CompareRequest request, bool quiet, Outside& outside) {
  const std::size_t at = alert_of(series)->at;
  const std::size_t others = series.changes.size() > 1 ? series.changes[series.changes.size() - 2].at : 0;
  const std::size_t reach = perf::ChangeOptions().confirming;
  // In the data of github-action-benchmark the suite stands in front of the name, and there is no machine.
  const std::size_t suite = series.machine.empty() ? series.benchmark.find(": ") : std::string::npos;
  request.only = suite == std::string::npos ? series.benchmark : series.benchmark.substr(suite + 2);
  Result<app::Bisection> found = fail(ErrorKind::kInternal, "");
  for (const std::size_t more : {std::size_t{0}, reach}) {
    request.base = series.points[std::max(others, at - std::min(at, more + 1))].commit;
    request.head = series.points[std::min(series.points.size() - 1, at + more)].commit;
    found = show_bisection(request, place, quiet, outside);
    const bool is_same = found && std::all_of(found->findings.begin(), found->findings.end(), [](const auto& finding) {
                           return finding.whole.verdict == perf::Verdict::kSame;
                         });
    if (!is_same) {
      break;
    }
  }
  return found;
}

int history(const Arguments& arguments, Outside& outside) {
  const auto here = configured_place(arguments, outside);
  if (!here) {
    return here.error();
  }
  const auto all = read_series(arguments, here->place, outside);
  if (!all) {
    return report(all.error(), outside);
  }
  const auto request = read_measuring(arguments, here->config.perf, for_bisecting());
  if (!request) {
    return report(request.error(), outside);
  }
  const bool is_json = arguments.has("--json");
  bool is_slower = false;
  int code = kExitSuccess;
  for (const perf::ChartedSeries& series : *all) {
    json::object object = to_json(series);
    if (!is_json) {
      outside.screen().print(to_text(series));
    }
    is_slower = is_slower || alert_of(series) != nullptr;
    if (arguments.has("--bisect") && alert_of(series) != nullptr) {
      const auto found = bisect_alert(series, here->place, *request, is_json, outside);
      if (!found) {
        return report(found.error(), outside);
      }
      object["bisect"] = bisection_json(*found, *request);
      code = stronger(code, bisection_code(*found));
    }
    if (is_json) {
      outside.screen().print(to_json_text(object) + "\n");
    }
  }
  if (const auto file = arguments.value("--html")) {
    if (auto written = outside.files().write(here->place.base / *file, perf::history_page(*all)); !written) {
      return report(written.error(), outside);
    }
  }
  // What the commits themselves say is more than what the series says.
  if (arguments.has("--bisect")) {
    return code;
  }
  return arguments.has("--fail") && is_slower ? kExitFailure : kExitSuccess;
}

}  // namespace

const Command& perf_record_command() {
  static constexpr Command kCommand{
      .name = "perf record",
      .summary = "Keep the results of benchmarks",
      .about = R"text(
Adds what benchmark tools have written (pytest-benchmark, Google Benchmark, hyperfine, JMH,
criterion, or [{"name", "unit", "value"}]) to a file of one line a measurement.
)text",
      .examples = R"text(
ropewalk perf record benchmark.json
  ropewalk perf record --history series.jsonl --machine ci-large *.json
)text",
      .operands = {.value = "FILE…", .help = "Results", .at_least = 1, .at_most = -1, .completion = Completion::kFile},
      .options = kRecordOptions,
      .run = record,
  };
  return kCommand;
}

const Command& perf_history_command() {
  static constexpr Command kCommand{
      .name = "perf history",
      .summary = "Show series of benchmarks, and where they have changed",
      .about = R"text(
Draws each series and names the commits at which its level has changed. A change counts when
it is above 3 %, has three points on each side, and is no work of noise: neighbouring runs
resemble each other, and that is taken into account. Reads what `perf record` writes, and
the data.js of github-action-benchmark.

A series that ends on a slower level is an alert. With --bisect the commits around the begin
of that level are built and measured (`perf bisect`; what is measured stands in --run or in
.github/ropewalk.yml), and the exit code is that of the bisection.
)text",
      .examples = R"text(
ropewalk perf history
  ropewalk perf history --bisect
  ropewalk perf history dev/bench/data.js --json
  ropewalk perf history --html performance.html
)text",
      .operands = {.value = "[FILE]",
                   .help = "The series (default: perf-history.jsonl)",
                   .at_least = 0,
                   .at_most = 1,
                   .completion = Completion::kFile},
      .options = kHistoryOptions,
      .run = history,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
