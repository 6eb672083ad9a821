#include "report/gates/gates.h"

#include <fmt/format.h>

#include <map>

#include "report/critical_path.h"

namespace ropewalk::report {
namespace {

GateResult tests_gate(const Results& results) {
  const TestCounts counts = count(results.tests);
  GateResult result{.gate = "tests", .is_open = counts.bad() == 0, .text = {}};
  result.text = counts.total() == 0 ? "no tests in the reports"
                                    : fmt::format("{} of {} tests passed, {} failed, {} skipped", counts.passed,
                                                  counts.total(), counts.bad(), counts.skipped);
  return result;
}

GateResult coverage_gate(std::string gate, const Ratio& ratio, double least) {
  // Compared as it is shown: 84.996 is not 85.
  return {.gate = std::move(gate),
          .is_open = ratio.percent() + 1e-9 >= least,
          .text = fmt::format("{:.2f} % of at least {:g} % ({} of {})", ratio.percent(), least, ratio.covered,
                              ratio.total)};
}

/// What is slower, and what nobody can tell, closes it; the latter unless it was allowed, but it is always told.
GateResult performance_gate(const std::vector<Comparison>& comparisons) {
  GateResult result{.gate = "performance", .is_open = true, .text = {}};
  std::string bad;
  std::size_t open = 0;
  for (const Comparison& comparison : comparisons) {
    open += comparison.is_open() ? 1 : 0;
    if (comparison.is_bad()) {
      result.is_open = false;
      bad += fmt::format("{}{} is {} ({})", bad.empty() ? "" : ", ", comparison.name, comparison.verdict,
                         percent_words(comparison));
    }
  }
  result.text =
      !bad.empty() ? bad
      : open == 0  ? fmt::format("none of {} is slower than the base", comparisons.size())
                   : fmt::format("none of {} is found slower than the base, {} inconclusive", comparisons.size(), open);
  return result;
}

GateResult test_time_gate(const Results& results, Seconds most) {
  std::map<std::string, Seconds> times;
  for (const TestCase& test : results.tests) {
    times[test.origin] += test.time;
  }
  for (const auto& [origin, time] : results.at_once) {
    times[origin] -= time;
  }
  GateResult result{.gate = "time of tests", .is_open = true, .text = {}};
  std::string slowest;
  Seconds longest{0};
  for (const auto& [origin, time] : times) {
    if (time >= longest) {
      slowest = origin;
      longest = time;
    }
  }
  result.is_open = longest <= most;
  result.text = fmt::format("{} of at most {}{}", human_time(longest), human_time(most),
                            slowest.empty() ? "" : fmt::format(" (longest: {})", slowest));
  return result;
}

GateResult jobs_gate(const RunState& run) {
  std::size_t good = 0;
  std::string bad;
  for (const JobState& job : run.jobs) {
    const bool is_good = job.finish && !job.finish->is_incomplete &&
                         (job.finish->conclusion == record::Conclusion::kSuccess ||
                          job.finish->conclusion == record::Conclusion::kSkipped);
    good += is_good ? 1U : 0U;
    if (!is_good) {
      bad += (bad.empty() ? "" : ", ") + job.queued.name;
    }
  }
  return {.gate = "jobs",
          .is_open = run.finish && run.finish->conclusion == record::Conclusion::kSuccess && !run.finish->is_incomplete,
          .text = fmt::format("{} of {} jobs ended well{}{}", good, run.jobs.size(), bad.empty() ? "" : "; not ", bad)};
}

/// Nothing when no job of the run builds.
std::optional<GateResult> build_gate(const RunState& run, Seconds most) {
  const JobState* longest = nullptr;
  for (const JobState& job : run.jobs) {
    const bool builds = job.queued.key.starts_with("build") && job.finish && job.started;
    if (builds && (longest == nullptr || job.finish->duration > longest->finish->duration)) {
      longest = &job;
    }
  }
  if (longest == nullptr) {
    return std::nullopt;
  }
  const Seconds time = longest->finish->duration;
  return GateResult{
      .gate = "time of the build",
      .is_open = time <= most,
      .text = fmt::format("{} of at most {} ({})", human_time(time), human_time(most), longest->queued.name)};
}

GateResult workflow_gate(const RunState* run, Seconds most) {
  GateResult result{.gate = "time of the workflow", .is_open = false, .text = "the run's times are not known here"};
  if (run == nullptr || !run->finish) {
    return result;
  }
  const Seconds time = run->finish->duration;
  result.is_open = time <= most;
  result.text = fmt::format("{} of at most {}", human_time(time), human_time(most));
  const std::string path = path_words(critical_jobs(*run));
  if (!path.empty()) {
    result.text += fmt::format("; critical path: {}", path);
  }
  return result;
}

}  // namespace

std::vector<GateResult> judge(const GateInput& input, const GateLimits& limits) {
  std::vector<GateResult> results;
  if (input.run != nullptr) {
    results.push_back(jobs_gate(*input.run));
  }
  results.push_back(tests_gate(input.results));
  if (!input.results.unread.empty()) {
    results.push_back({.gate = "reports",
                       .is_open = false,
                       .text = fmt::format("{} of {} could not be read", input.results.unread.size(),
                                           input.results.unread.size() + input.results.files.size())});
  }
  if (limits.coverage) {
    if (input.results.coverage.empty()) {
      results.push_back({.gate = "coverage", .is_open = false, .text = "no coverage in the reports"});
    } else {
      results.push_back(coverage_gate("coverage", total_ratio(input.results.coverage), *limits.coverage));
    }
  }
  if (limits.changed_coverage) {
    if (input.changed == nullptr) {
      results.push_back(
          {.gate = "coverage of the change", .is_open = false, .text = "which lines have changed is not known"});
    } else {
      results.push_back(coverage_gate("coverage of the change", changed_ratio(input.results.coverage, *input.changed),
                                      *limits.changed_coverage));
    }
  }
  if (limits.tests) {
    results.push_back(test_time_gate(input.results, *limits.tests));
  }
  if (!input.results.comparisons.empty()) {
    results.push_back(performance_gate(input.results.comparisons));
  }
  if (input.run != nullptr && limits.build) {
    if (auto gate = build_gate(*input.run, *limits.build)) {
      results.push_back(std::move(*gate));
    }
  }
  if (limits.workflow) {
    results.push_back(workflow_gate(input.run, *limits.workflow));
  }
  if (limits.flaky) {
    results.push_back({.gate = "flaky tests",
                       .is_open = input.flaky != nullptr && *input.flaky <= *limits.flaky,
                       .text = input.flaky == nullptr ? "no history was looked at"
                                                      : fmt::format("{} of at most {}", *input.flaky, *limits.flaky)});
  }
  return results;
}

std::vector<PathPart> critical_path(const RunState& run) {
  std::vector<PathPart> path;
  for (const JobState* job : critical_jobs(run).jobs) {
    path.push_back({job->queued.name, job->finish->duration});
  }
  return path;
}

}  // namespace ropewalk::report
