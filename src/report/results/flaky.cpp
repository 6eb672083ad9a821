#include "report/results/flaky.h"

#include <map>
#include <utility>

namespace ropewalk::report {
namespace {

/// A break and its mending.
constexpr std::size_t kHonestChanges = 2;

struct History {
  std::size_t failed = 0;
  std::size_t runs = 0;
  std::size_t changes = 0;
  bool has_both = false;
  bool last_was_bad = false;
};

/// Whether a test passed and failed in one run.
struct Verdict {
  bool has_passed = false;
  bool has_failed = false;
};

}  // namespace

std::vector<FlakyTest> flaky_tests(const std::vector<std::vector<TestCase>>& runs) {
  using Key = std::pair<std::string, std::string>;
  std::map<Key, History> histories;
  for (const std::vector<TestCase>& run : runs) {
    std::map<Key, Verdict> verdicts;
    for (const TestCase& test : run) {
      if (test.outcome != TestOutcome::kSkipped) {
        Verdict& verdict = verdicts[{test.id(), test.origin}];
        (test.is_bad() ? verdict.has_failed : verdict.has_passed) = true;
      }
    }
    for (const auto& [key, verdict] : verdicts) {
      History& history = histories[key];
      history.changes += history.runs > 0 && history.last_was_bad != verdict.has_failed ? 1U : 0U;
      history.last_was_bad = verdict.has_failed;
      history.has_both |= verdict.has_failed && verdict.has_passed;
      history.failed += verdict.has_failed ? 1U : 0U;
      ++history.runs;
    }
  }
  std::vector<FlakyTest> flaky;
  for (const auto& [key, history] : histories) {
    if (history.changes > kHonestChanges || history.has_both) {
      flaky.push_back({.id = key.first, .origin = key.second, .failed = history.failed, .runs = history.runs});
    }
  }
  return flaky;
}

}  // namespace ropewalk::report
