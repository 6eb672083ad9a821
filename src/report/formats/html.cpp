// A report as one page. It needs no script: what folds are <details>, charts are boxes and one SVG, and the two themes
// follow the reader's own. So it opens from a folder, a mail or an artifact, and nothing in a test's output can do
// anything: the page's own policy forbids scripts and everything from elsewhere.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/markup.h"
#include "report/critical_path.h"
#include "report/formats/formats.h"
#include "report/formats/html_style.h"

namespace ropewalk::report {
namespace {

constexpr std::size_t kMostSlow = 20;
constexpr std::size_t kMostOutput = 20'000;

std::string tag(std::string_view name, std::string_view text, std::string_view classes = "") {
  return fmt::format("<{0}{1}>{2}</{0}>", name, classes.empty() ? "" : fmt::format(" class=\"{}\"", classes),
                     escape_markup(text));
}

std::string cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) {
    return escape_markup(text);
  }
  return escape_markup(text.substr(text.size() - most)) + "\n(the beginning is left out)";
}

/// A bar of a chart: a share of the widest, with its text beside it.
std::string bar(double share, std::string_view kind, std::string_view text) {
  return fmt::format(
      "<div class=\"bar\"><span class=\"{}\" style=\"width:calc((100% - 5.5rem) * {:.4f})\"></span><b>{}</b></div>",
      kind, std::clamp(share, 0.0, 1.0), escape_markup(text));
}

std::string section(std::string_view title, std::string_view body) {
  return fmt::format("<section><h2>{}</h2>{}</section>\n", escape_markup(title), body);
}

std::string gates(const Report& report) {
  std::string out = "<ul class=\"gates\">";
  for (const GateResult& gate : report.gates) {
    out += fmt::format("<li class=\"{}\">{}<span>{}</span></li>", gate.is_open ? "good" : "bad", tag("b", gate.gate),
                       escape_markup(gate.text));
  }
  return out + "</ul>\n";
}

std::string_view job_class(const JobState& job) {
  if (!job.finish) {
    return "idle";
  }
  if (job.finish->is_incomplete) {
    return "warn";
  }
  switch (job.finish->conclusion) {
    case record::Conclusion::kSuccess: return "good";
    case record::Conclusion::kFailure: return "bad";
    case record::Conclusion::kCancelled: return "warn";
    case record::Conclusion::kSkipped: return "idle";
  }
  return "idle";
}

std::string slowest_steps_table(const RunState& run) {
  constexpr std::size_t kMost = 5;
  constexpr std::chrono::milliseconds kLeast{100};
  std::string rows;
  for (const SlowStep& slow : slowest_steps(run, kMost, kLeast)) {
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td class=\"number\">{}</td></tr>",
                        escape_markup(slow.step->start.name), escape_markup(slow.job->queued.name),
                        human_time(slow.step->finish->duration));
  }
  return rows.empty()
             ? ""
             : "<table><tr><th>Slowest steps</th><th>job</th><th class=\"number\">time</th></tr>" + rows + "</table>";
}

/// Jobs as bars from their start to their end, under one another.
std::string timeline(const Report& report) {
  if (!report.run) {
    return {};
  }
  const RunState& run = *report.run;
  record::Time end = run.started;
  for (const JobState& job : run.jobs) {
    if (job.started && job.finish) {
      end = std::max(end, *job.started + job.finish->duration);
    }
  }
  const double whole = std::max(0.001, std::chrono::duration<double>(end - run.started).count());
  std::string rows;
  for (const JobState& job : run.jobs) {
    std::string box;
    if (job.started && job.finish) {
      const double begin = std::chrono::duration<double>(*job.started - run.started).count();
      const double length = std::chrono::duration<double>(job.finish->duration).count();
      box = fmt::format("<span class=\"{}\" style=\"margin-left:{:.2f}%;width:{:.2f}%\"></span>", job_class(job),
                        std::clamp(begin / whole, 0.0, 1.0) * 100, std::clamp(length / whole, 0.002, 1.0) * 100);
    }
    const std::string note = job.started && job.finish ? human_time(job.finish->duration)
                             : job.finish              ? std::string(record::name(job.finish->conclusion))
                                                       : std::string("not ended");
    rows += fmt::format("<tr><th scope=\"row\">{}</th><td class=\"track\">{}</td><td class=\"number\">{}</td></tr>",
                        escape_markup(job.queued.name), box, note);
  }
  std::string path;
  for (const PathPart& part : critical_path(run)) {
    path += fmt::format("{}{}", path.empty() ? "" : " → ", escape_markup(part.job));
  }
  return section("Jobs", "<table class=\"timeline\">" + rows + "</table><p class=\"note\">Critical path: " + path +
                             "</p>" + slowest_steps_table(run));
}

std::string failure_parts(const Report& report) {
  const std::vector<Failure> found = failures(report.results.tests);
  std::string out;
  for (const Failure& failure : found) {
    const TestPlace place = place_of(*failure.test);
    out += fmt::format(
        "<details{}><summary>{} {}</summary><p class=\"note\">{}in {}</p><pre>{}</pre>",
        found.size() <= 5 ? " open" : "", tag("code", failure.test->id()), tag("span", failure.test->message, "bad"),
        place.line > 0 ? tag("code", fmt::format("{}:{}", place.file, place.line)) + " " : "",
        escape_markup(fmt::format("{}", fmt::join(failure.origins, ", "))), cut(failure.test->details, kMostOutput));
    if (!failure.test->output.empty()) {
      out += fmt::format("<h4>Output</h4><pre>{}</pre>", cut(failure.test->output, kMostOutput));
    }
    out += "</details>";
  }
  return found.empty() ? "" : section(fmt::format("Failures ({})", found.size()), out);
}

struct Suite {
  std::vector<const TestCase*> tests;
  std::size_t bad = 0;
  std::chrono::duration<double> time{0};
};

std::string test_rows(const Suite& suite) {
  std::string rows;
  for (const TestCase* test : suite.tests) {
    const std::string_view kind = test->is_bad() ? "bad" : test->outcome == TestOutcome::kSkipped ? "idle" : "good";
    rows += fmt::format("<tr><td class=\"{}\">{}</td><td>{}</td><td class=\"number\">{}</td></tr>", kind,
                        name(test->outcome), escape_markup(test->name), human_time(test->time));
  }
  return rows;
}

std::string tests(const Report& report) {
  if (report.results.tests.empty()) {
    return {};
  }
  std::map<std::string, std::map<std::string, Suite>> legs;
  for (const TestCase& test : report.results.tests) {
    Suite& suite = legs[test.origin][test.suite];
    suite.tests.push_back(&test);
    suite.bad += test.is_bad() ? 1 : 0;
    suite.time += test.time;
  }
  std::string out;
  for (const auto& [origin, suites] : legs) {
    std::string inner;
    std::size_t bad = 0;
    std::size_t all = 0;
    std::chrono::duration<double> time{0};
    for (const auto& [name, suite] : suites) {
      bad += suite.bad;
      all += suite.tests.size();
      time += suite.time;
      inner += fmt::format(
          "<details><summary>{} <span class=\"note\">{} tests, {}{}</span></summary><table>{}</table></details>",
          tag("code", name), suite.tests.size(), human_time(suite.time),
          suite.bad == 0 ? "" : fmt::format(", {} failed", suite.bad), test_rows(suite));
    }
    out += fmt::format(
        "<details class=\"leg\"><summary><b class=\"{}\">{}</b> {} <span class=\"note\">{} tests, "
        "{}</span></summary>{}</details>",
        bad == 0 ? "good" : "bad", bad == 0 ? "✓" : "✗", escape_markup(origin), all, human_time(time), inner);
  }
  return section("Tests", out);
}

std::string slowest_tests(const Report& report) {
  const std::vector<const TestCase*> slow = slowest(report.results.tests, kMostSlow);
  if (slow.size() < 2) {
    return {};
  }
  std::string rows;
  for (const TestCase* test : slow) {
    rows += fmt::format("<tr><td>{} <span class=\"note\">{}</span></td><td class=\"chart\">{}</td></tr>",
                        tag("code", test->id()), escape_markup(test->origin),
                        bar(test->time / slow.front()->time, "accent", human_time(test->time)));
  }
  return section("Slowest tests", "<table>" + rows + "</table>");
}

std::string flaky(const Report& report) {
  std::string rows;
  for (const FlakyTest& test : report.flaky) {
    rows += fmt::format("<tr><td>{} <span class=\"note\">{}</span></td><td class=\"number\">{} of {}</td></tr>",
                        tag("code", test.id), escape_markup(test.origin), test.failed, test.runs);
  }
  return rows.empty() ? "" : section("Flaky tests", "<table><tr><th>test</th><th>failed</th></tr>" + rows + "</table>");
}

std::string coverage(const Report& report) {
  if (report.results.coverage.empty()) {
    return {};
  }
  const Coverage& coverage = report.results.coverage;
  std::string head = "<p>" + coverage_words(coverage);
  if (report.changed) {
    const Ratio ratio = changed_ratio(coverage, *report.changed);
    head += fmt::format("; {:.2f} % of the {} changed lines that can run", ratio.percent(), ratio.total);
  }
  std::string rows;
  for (const auto& [path, file] : coverage) {
    std::vector<int> missing = file.missing();
    std::string changed;
    if (report.changed && report.changed->contains(path)) {
      const std::set<int>& lines = report.changed->at(path);
      std::erase_if(missing, [&](int line) { return lines.contains(line); });
      std::vector<int> missed;
      for (const int line : file.missing()) {
        if (lines.contains(line)) {
          missed.push_back(line);
        }
      }
      changed = missed.empty() ? "" : tag("b", ranges(missed) + " (changed)", "bad") + " ";
    }
    const double percent = file.line_ratio().percent();
    rows +=
        fmt::format("<tr><td>{}</td><td class=\"chart\">{}</td><td class=\"lines\">{}{}</td></tr>", tag("code", path),
                    bar(percent / 100, percent < 85 ? "warn" : "good", fmt::format("{:.1f} %", percent)), changed,
                    escape_markup(ranges(missing)));
  }
  return section("Coverage",
                 head + "</p><table><tr><th>file</th><th>lines</th><th>not covered</th></tr>" + rows + "</table>");
}

std::string benchmarks(const Report& report) {
  if (report.results.benchmarks.empty()) {
    return {};
  }
  Benchmark::Seconds most{0};
  for (const Benchmark& benchmark : report.results.benchmarks) {
    most = std::max(most, benchmark.median);
  }
  std::string rows;
  for (const Benchmark& benchmark : report.results.benchmarks) {
    // Benchmarks differ by powers of ten: the bars are logarithmic, from a thousandth of the longest on.
    const double share = benchmark.median.count() <= 0 || most.count() <= 0
                             ? 0
                             : 1 + std::log10(benchmark.median.count() / most.count()) / 3;
    rows += fmt::format("<tr><td>{}</td><td class=\"chart\">{}</td><td class=\"number\">±{}</td></tr>",
                        tag("code", benchmark.name), bar(std::max(share, 0.01), "accent", human_time(benchmark.median)),
                        human_time(benchmark.spread));
  }
  return section(
      "Benchmarks",
      "<table>" + rows + "</table><p class=\"note\">Median and spread between the quartiles; logarithmic.</p>");
}

std::string comparisons(const Report& report) {
  std::string rows;
  for (const Comparison& comparison : report.results.comparisons) {
    rows += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"number\">{}</td><td class=\"number\">{} pairs</td></tr>",
                        tag("code", comparison.name),
                        tag("b", comparison.verdict,
                            comparison.is_bad()    ? "bad"
                            : comparison.is_open() ? "idle"
                                                   : "good"),
                        escape_markup(percent_words(comparison)), comparison.pairs);
  }
  return rows.empty() ? "" : section("Against the base", "<table>" + rows + "</table>");
}

std::string unread(const Report& report) {
  std::string out;
  for (const Error& error : report.results.unread) {
    out += tag("li", error.message);
  }
  return out.empty() ? "" : section("Reports that could not be read", "<ul class=\"bad\">" + out + "</ul>");
}

}  // namespace

std::string as_html(const Report& report) {
  const TestCounts counts = count(report.results.tests);
  std::string out = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><title>{0}</title><style>{1}</style></head><body>\n"
      "<header><h1><b class=\"{2}\">{3}</b> {0}</h1><p>{4} passed, {5} failed, {6} skipped in {7} of "
      "tests</p></header><main>\n",
      escape_markup(report.title), kStyle, report.is_green() ? "good" : "bad", report.is_green() ? "✓" : "✗",
      counts.passed, counts.bad(), counts.skipped, human_time(counts.time));
  out += gates(report) + unread(report) + failure_parts(report) + flaky(report) + timeline(report) +
         slowest_tests(report) + coverage(report) + benchmarks(report) + comparisons(report) + tests(report);
  return out + "</main></body></html>\n";
}

}  // namespace ropewalk::report
