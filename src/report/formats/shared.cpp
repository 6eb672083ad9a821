// What formats have in common.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/strings.h"
#include "report/formats/formats.h"

namespace ropewalk::report {

bool Report::is_green() const {
  return std::all_of(gates.begin(), gates.end(), [](const GateResult& gate) { return gate.is_open; });
}

std::string coverage_words(const Coverage& coverage) {
  const Ratio branches = branch_ratio(coverage);
  return fmt::format("{:.2f} % of lines", line_ratio(coverage).percent()) +
         (branches.total > 0 ? fmt::format(", {:.2f} % of branches", branches.percent()) : "");
}

std::vector<const TestCase*> slowest(const std::vector<TestCase>& tests, std::size_t most) {
  std::vector<const TestCase*> sorted;
  for (const TestCase& test : tests) {
    sorted.push_back(&test);
  }
  const std::size_t count = std::min(most, sorted.size());
  std::partial_sort(
      sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(count), sorted.end(),
      [](const TestCase* a, const TestCase* b) { return a->time != b->time ? a->time > b->time : a->id() < b->id(); });
  sorted.resize(count);
  return sorted;
}

std::vector<Failure> failures(const std::vector<TestCase>& tests) {
  std::vector<Failure> found;
  std::map<std::string, std::size_t> known;
  for (const TestCase& test : tests) {
    if (!test.is_bad()) {
      continue;
    }
    const auto [place, is_new] = known.try_emplace(test.id() + '\n' + test.message, found.size());
    if (is_new) {
      found.push_back({&test, {}});
    }
    found[place->second].origins.push_back(test.origin);
  }
  return found;
}

}  // namespace ropewalk::report
