// A report for people at a terminal.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/strings.h"
#include "report/critical_path.h"
#include "report/formats/formats.h"

namespace ropewalk::report {
namespace {

constexpr std::size_t kMostFailures = 20;
constexpr std::size_t kMostFiles = 15;
constexpr std::size_t kMostSlow = 5;
constexpr std::size_t kLastLines = 12;

std::string last_lines(std::string_view text) {
  const std::vector<std::string_view> lines = split_lines(text);
  std::string out;
  for (std::size_t i = lines.size() > kLastLines ? lines.size() - kLastLines : 0; i < lines.size(); ++i) {
    out += fmt::format("      {}\n", lines[i]);
  }
  return out;
}

void show_failures(const Report& report, std::string& out) {
  const std::vector<Failure> found = failures(report.results.tests);
  for (std::size_t i = 0; i < found.size() && i < kMostFailures; ++i) {
    const TestPlace place = place_of(*found[i].test);
    out += fmt::format("\n✗ {}  [{}]\n", found[i].test->id(), fmt::join(found[i].origins, ", "));
    if (place.line > 0) {
      out += fmt::format("    {}:{}\n", place.file, place.line);
    }
    out += fmt::format("    {}\n{}", found[i].test->message, last_lines(found[i].test->details));
  }
  if (found.size() > kMostFailures) {
    out += fmt::format("\n… and {} more failures\n", found.size() - kMostFailures);
  }
}

void show_coverage(const Report& report, std::string& out) {
  std::size_t shown = 0;
  std::size_t left = 0;
  std::string lines;
  for (const auto& [path, file] : report.results.coverage) {
    if (file.missing().empty()) {
      continue;
    }
    if (shown++ < kMostFiles) {
      lines += fmt::format("  {:>5.1f} %  {}  {}\n", file.line_ratio().percent(), path, ranges(file.missing()));
    } else {
      ++left;
    }
  }
  if (!report.results.coverage.empty()) {
    out += fmt::format("\nCoverage {}\n{}", coverage_words(report.results.coverage), lines);
    out += left > 0 ? fmt::format("  … and {} more files\n", left) : "";
  }
}

void show_benchmarks(const Report& report, std::string& out) {
  if (report.results.benchmarks.empty()) {
    return;
  }
  out += "\nBenchmarks (median, spread)\n";
  for (const Benchmark& benchmark : report.results.benchmarks) {
    out += fmt::format("  {:>10}  ±{:<10} {}\n", human_time(benchmark.median), human_time(benchmark.spread),
                       benchmark.name);
  }
}

void show_comparisons(const Report& report, std::string& out) {
  out += report.results.comparisons.empty() ? "" : "\nAgainst the base (how much slower)\n";
  for (const Comparison& comparison : report.results.comparisons) {
    out += fmt::format("  {:<12}  {}  {}\n", comparison.verdict, comparison.name, percent_words(comparison));
  }
}

void show_flaky(const Report& report, std::string& out) {
  out += report.flaky.empty() ? "" : "\nFlaky tests (failed, of how many runs)\n";
  for (const FlakyTest& test : report.flaky) {
    out += fmt::format("  {:>3} of {:<3} {}  [{}]\n", test.failed, test.runs, test.id, test.origin);
  }
}

/// Where the run's time went.
void show_times(const Report& report, std::string& out) {
  constexpr std::chrono::milliseconds kLeastStep{100};
  if (!report.run) {
    return;
  }
  const CriticalPath path = critical_jobs(*report.run);
  const std::vector<SlowStep> steps = slowest_steps(*report.run, kMostSlow, kLeastStep);
  if (path.jobs.empty()) {
    return;
  }
  out += fmt::format("\nTime\n  critical path {}: {}\n", human_time(path.duration), path_words(path));
  for (const SlowStep& slow : steps) {
    out += fmt::format("  {:>10}  {} › {}\n", human_time(slow.step->finish->duration), slow.job->queued.name,
                       slow.step->start.name);
  }
}

}  // namespace

std::string as_text(const Report& report) {
  std::string out;
  show_failures(report, out);
  show_coverage(report, out);
  show_benchmarks(report, out);
  show_comparisons(report, out);
  if (report.results.tests.size() > kMostSlow) {
    out += "\nSlowest tests\n";
    for (const TestCase* test : slowest(report.results.tests, kMostSlow)) {
      out += fmt::format("  {:>10}  {}  [{}]\n", human_time(test->time), test->id(), test->origin);
    }
  }
  show_flaky(report, out);
  show_times(report, out);
  out += out.empty() ? "" : "\n";
  for (const GateResult& gate : report.gates) {
    out += fmt::format("{} {}: {}\n", gate.is_open ? "✓" : "✗", gate.gate, gate.text);
  }
  return out;
}

}  // namespace ropewalk::report
