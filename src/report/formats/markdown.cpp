// A report as GitHub-flavoured Markdown: for the job's summary, and for a comment on a pull request.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "base/markup.h"
#include "base/strings.h"
#include "report/critical_path.h"
#include "report/formats/formats.h"

namespace ropewalk::report {
namespace {

/// GitHub takes a summary of 1024 KiB; room is left for what other steps say.
constexpr std::size_t kMostBytes = 900UL * 1024;
constexpr std::size_t kMostDetails = 4000;
constexpr std::size_t kMostSlow = 10;

/// Text in a cell of a table or in a line: nothing in it means anything to Markdown.
std::string plain(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\`*_{}[]()#+-!|~$@").find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += c == '\n' ? ' ' : c;
  }
  return escape_markup(out);
}

/// A fence that the text can't close.
std::string fenced(std::string_view text) {
  std::string fence = "```";
  while (text.find(fence) != std::string_view::npos) {
    fence += '`';
  }
  std::string body(text.substr(0, kMostDetails));
  while (!is_valid_utf8(body) && !body.empty()) {
    body.pop_back();
  }
  return fmt::format("{0}text\n{1}{2}{0}\n", fence, body, body.ends_with('\n') ? "" : "\n");
}

void show_gates(const Report& report, std::string& out) {
  out += "| | gate | |\n|---|---|---|\n";
  for (const GateResult& gate : report.gates) {
    out += fmt::format("| {} | {} | {} |\n", gate.is_open ? "✅" : "❌", plain(gate.gate), plain(gate.text));
  }
}

void show_tests(const Report& report, std::string& out) {
  std::map<std::string, std::vector<TestCase>> legs;
  for (const TestCase& test : report.results.tests) {
    legs[test.origin].push_back(test);
  }
  if (legs.empty()) {
    return;
  }
  out += "\n### Tests\n\n| report | passed | failed | skipped | time |\n|---|--:|--:|--:|--:|\n";
  for (const auto& [origin, tests] : legs) {
    const TestCounts counts = count(tests);
    out += fmt::format("| {} {} | {} | {} | {} | {} |\n", counts.bad() == 0 ? "✅" : "❌", plain(origin), counts.passed,
                       counts.bad(), counts.skipped, human_time(counts.time));
  }
}

void show_failures(const Report& report, std::string& out) {
  const std::vector<Failure> found = failures(report.results.tests);
  if (found.empty()) {
    return;
  }
  out += "\n### Failures\n";
  std::size_t shown = 0;
  for (const Failure& failure : found) {
    const TestPlace place = place_of(*failure.test);
    std::string part = fmt::format("\n<details><summary><code>{}</code> {}</summary>\n\n",
                                   escape_markup(failure.test->id()), escape_markup(failure.test->message));
    part += fmt::format("{}in {}\n\n", place.line > 0 ? fmt::format("`{}:{}` ", place.file, place.line) : "",
                        plain(fmt::format("{}", fmt::join(failure.origins, ", "))));
    part += fenced(failure.test->details) + "\n</details>\n";
    if (out.size() + part.size() > kMostBytes) {
      out += fmt::format("\n… and {} more failures, which are in the report itself.\n", found.size() - shown);
      return;
    }
    out += part;
    ++shown;
  }
}

void show_coverage(const Report& report, std::string& out) {
  if (report.results.coverage.empty()) {
    return;
  }
  out += fmt::format("\n### Coverage\n\n{}\n", coverage_words(report.results.coverage));
  if (report.changed) {
    const Ratio ratio = changed_ratio(report.results.coverage, *report.changed);
    out += fmt::format("\n{:.2f} % of the lines that have changed ({} of {})\n", ratio.percent(), ratio.covered,
                       ratio.total);
  }
  std::string rows;
  for (const auto& [path, file] : report.results.coverage) {
    if (!file.missing().empty() && out.size() + rows.size() < kMostBytes) {
      rows += fmt::format("| {} | {:.1f} % | {} |\n", plain(path), file.line_ratio().percent(), ranges(file.missing()));
    }
  }
  if (!rows.empty()) {
    out +=
        "\n<details><summary>Lines that no test runs through</summary>\n\n| file | lines | missing |\n|---|--:|---|\n" +
        rows + "\n</details>\n";
  }
}

void show_benchmarks(const Report& report, std::string& out) {
  if (report.results.benchmarks.empty()) {
    return;
  }
  out += "\n### Benchmarks\n\n| benchmark | median | spread | rounds |\n|---|--:|--:|--:|\n";
  for (const Benchmark& benchmark : report.results.benchmarks) {
    out += fmt::format("| {} | {} | {} | {} |\n", plain(benchmark.name), human_time(benchmark.median),
                       human_time(benchmark.spread), benchmark.rounds);
  }
}

void show_comparisons(const Report& report, std::string& out) {
  if (report.results.comparisons.empty()) {
    return;
  }
  out += "\n### Against the base\n\n| benchmark | verdict | slower by | 95 % | pairs |\n|---|---|--:|---|--:|\n";
  for (const Comparison& comparison : report.results.comparisons) {
    out += fmt::format("| {} | {} {} | {:+.1f} % | {:+.1f} % to {:+.1f} % | {} |\n", plain(comparison.name),
                       comparison.is_bad()    ? "❌"
                       : comparison.is_open() ? "⚠️"
                                              : "✅",
                       plain(comparison.verdict), 100 * comparison.shift, 100 * comparison.low, 100 * comparison.high,
                       comparison.pairs);
  }
}

void show_slowest(const Report& report, std::string& out) {
  if (report.results.tests.size() <= kMostSlow) {
    return;
  }
  out += "\n<details><summary>Slowest tests</summary>\n\n| test | report | time |\n|---|---|--:|\n";
  for (const TestCase* test : slowest(report.results.tests, kMostSlow)) {
    out += fmt::format("| {} | {} | {} |\n", plain(test->id()), plain(test->origin), human_time(test->time));
  }
  out += "\n</details>\n";
}

void show_flaky(const Report& report, std::string& out) {
  if (report.flaky.empty()) {
    return;
  }
  out += "\n### Flaky tests\n\n| test | report | failed | runs |\n|---|---|--:|--:|\n";
  for (const FlakyTest& test : report.flaky) {
    if (out.size() < kMostBytes) {
      out += fmt::format("| {} | {} | {} | {} |\n", plain(test.id), plain(test.origin), test.failed, test.runs);
    }
  }
}

/// Where the run's time went.
void show_times(const Report& report, std::string& out) {
  constexpr std::chrono::milliseconds kLeastStep{100};
  const CriticalPath path = report.run ? critical_jobs(*report.run) : CriticalPath();
  if (path.jobs.empty()) {
    return;
  }
  out += fmt::format("\n### Time\n\nCritical path, {}: {}\n", human_time(path.duration), plain(path_words(path)));
  const std::vector<SlowStep> steps = slowest_steps(*report.run, kMostSlow, kLeastStep);
  out += steps.empty() ? "" : "\n| slowest steps | job | time |\n|---|---|--:|\n";
  for (const SlowStep& slow : steps) {
    out += fmt::format("| {} | {} | {} |\n", plain(slow.step->start.name), plain(slow.job->queued.name),
                       human_time(slow.step->finish->duration));
  }
}

}  // namespace

std::string as_markdown(const Report& report) {
  std::string out = fmt::format("## {} {}\n\n", report.is_green() ? "✅" : "❌", plain(report.title));
  show_gates(report, out);
  show_tests(report, out);
  show_failures(report, out);
  show_coverage(report, out);
  show_benchmarks(report, out);
  show_comparisons(report, out);
  show_flaky(report, out);
  show_slowest(report, out);
  show_times(report, out);
  for (const Error& error : report.results.unread) {
    out += fmt::format("\n⚠️ {}\n", plain(error.message));
  }
  return out;
}

}  // namespace ropewalk::report
