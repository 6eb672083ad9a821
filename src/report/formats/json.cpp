// A report for programs.
#include "base/json.h"

#include <cmath>

#include "report/formats/formats.h"

namespace ropewalk::report {
namespace {

double rounded(double value) { return std::round(value * 1e6) / 1e6; }

json::object ratio_json(const Ratio& ratio) {
  return {{"covered", ratio.covered}, {"total", ratio.total}, {"percent", rounded(ratio.percent())}};
}

json::array failures_json(const Report& report) {
  json::array list;
  for (const Failure& failure : failures(report.results.tests)) {
    const TestPlace place = place_of(*failure.test);
    json::object object{{"test", failure.test->id()}, {"message", failure.test->message}};
    if (place.line > 0) {
      object["file"] = place.file;
      object["line"] = place.line;
    }
    json::array origins;
    for (const std::string& origin : failure.origins) {
      origins.emplace_back(origin);
    }
    object["reports"] = std::move(origins);
    list.push_back(std::move(object));
  }
  return list;
}

json::object coverage_json(const Report& report) {
  json::object files;
  for (const auto& [path, file] : report.results.coverage) {
    json::array missing;
    for (const int number : file.missing()) {
      missing.emplace_back(number);
    }
    files[path] = json::object{{"lines", ratio_json(file.line_ratio())}, {"missing", std::move(missing)}};
  }
  json::object object{{"lines", ratio_json(line_ratio(report.results.coverage))},
                      {"branches", ratio_json(branch_ratio(report.results.coverage))},
                      {"total", ratio_json(total_ratio(report.results.coverage))}};
  if (report.changed) {
    object["changed"] = ratio_json(changed_ratio(report.results.coverage, *report.changed));
  }
  object["files"] = std::move(files);
  return object;
}

}  // namespace

std::string as_json(const Report& report) {
  const TestCounts counts = count(report.results.tests);
  json::array gates;
  for (const GateResult& gate : report.gates) {
    gates.push_back(json::object{{"gate", gate.gate}, {"open", gate.is_open}, {"text", gate.text}});
  }
  json::array benchmarks;
  for (const Benchmark& benchmark : report.results.benchmarks) {
    benchmarks.push_back(json::object{{"name", benchmark.name},
                                      {"report", benchmark.origin},
                                      {"median_seconds", benchmark.median.count()},
                                      {"spread_seconds", benchmark.spread.count()},
                                      {"rounds", benchmark.rounds}});
  }
  json::array comparisons;
  for (const Comparison& comparison : report.results.comparisons) {
    comparisons.push_back(json::object{{"name", comparison.name},
                                       {"report", comparison.origin},
                                       {"verdict", comparison.verdict},
                                       {"shift", comparison.shift},
                                       {"low", comparison.low},
                                       {"high", comparison.high},
                                       {"pairs", comparison.pairs}});
  }
  json::array flaky;
  for (const FlakyTest& test : report.flaky) {
    flaky.push_back(
        json::object{{"test", test.id}, {"report", test.origin}, {"failed", test.failed}, {"runs", test.runs}});
  }
  json::array unread;
  for (const Error& error : report.results.unread) {
    unread.emplace_back(error.message);
  }
  json::object object{
      {"version", 1},
      {"title", report.title},
      {"green", report.is_green()},
      {"gates", std::move(gates)},
      {"tests", json::object{{"passed", counts.passed},
                             {"failed", counts.failed},
                             {"errors", counts.errors},
                             {"skipped", counts.skipped},
                             {"seconds", rounded(counts.time.count())}}},
      {"failures", failures_json(report)},
      {"coverage", report.results.coverage.empty() ? json::value(nullptr) : json::value(coverage_json(report))},
      {"benchmarks", std::move(benchmarks)},
      {"comparisons", std::move(comparisons)},
      {"flaky", std::move(flaky)},
      {"unread", std::move(unread)}};
  return to_json_text(object) + "\n";
}

}  // namespace ropewalk::report
