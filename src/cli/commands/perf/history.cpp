// `ropewalk perf record` and `ropewalk perf history`: series of measurements, and where they change.
#include <fmt/format.h>

#include <array>

#include "app/place.h"
#include "base/display.h"
#include "base/json.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "cli/commands/perf/perf.h"
#include "cli/commands/planning_options.h"
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

json::object to_json(const std::pair<std::string, std::string>& key, const std::vector<perf::Point>& points,
                     const std::vector<perf::ChangePoint>& changes) {
  json::array list;
  for (const perf::ChangePoint& change : changes) {
    list.push_back(json::object{{"index", change.at},
                                {"commit", points[change.at].commit},
                                {"before", change.before},
                                {"after", change.after},
                                {"shift", change.after / change.before - 1},
                                {"p", change.p}});
  }
  return {{"benchmark", key.first},  {"machine", key.second},       {"unit", points.back().unit},
          {"points", points.size()}, {"last", points.back().value}, {"changes", std::move(list)}};
}

std::string to_text(const std::pair<std::string, std::string>& key, const std::vector<perf::Point>& points,
                    const std::vector<perf::ChangePoint>& changes) {
  std::string text =
      fmt::format("{}{}\n  {}  {} points, last {:.4g} {}\n", printable(key.first),
                  key.second.empty() ? "" : " on " + printable(key.second), perf::sparkline(points, kSparks),
                  points.size(), points.back().value, printable(points.back().unit));
  for (const perf::ChangePoint& change : changes) {
    text += fmt::format("  {:+.1f} % at {} (point {}): {:.4g} to {:.4g}, p = {:.1e}\n",
                        100 * (change.after / change.before - 1), points[change.at].commit.substr(0, 12), change.at,
                        change.before, change.after, change.p);
  }
  return text;
}

int history(const Arguments& arguments, Outside& outside) {
  const auto place = app::find_folder(outside.files(), outside.environment(), arguments.value(kDirectoryOption.name));
  if (!place) {
    return report(place.error(), outside);
  }
  const std::string name = arguments.operands().empty() ? std::string(kStore) : arguments.operands().front();
  const auto text = outside.files().read_regular(place->base / name, kMostBytes, ports::Links::kFollow);
  const auto all = text ? perf::read_history(*text, name) : fail(text.error());
  if (!all) {
    return report(all.error(), outside);
  }
  std::string out;
  std::vector<perf::ChartedSeries> charts;
  bool is_slower = false;
  for (const auto& [key, points] : *all) {
    if (key.first.find(arguments.value("--benchmark").value_or("")) == std::string::npos) {
      continue;
    }
    std::vector<double> values;
    for (const perf::Point& point : points) {
      values.push_back(point.value);
    }
    const auto changes = perf::find_change_points(values, {});
    is_slower = is_slower || (!changes.empty() && changes.back().after > changes.back().before);
    charts.push_back({key.first, key.second, points, changes});
    out += arguments.has("--json") ? to_json_text(to_json(key, points, changes)) + "\n" : to_text(key, points, changes);
  }
  outside.screen().print(out);
  if (const auto file = arguments.value("--html")) {
    if (auto written = outside.files().write(place->base / *file, perf::history_page(charts)); !written) {
      return report(written.error(), outside);
    }
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
)text",
      .examples = R"text(
ropewalk perf history
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
