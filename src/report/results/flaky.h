// Tests that pass and fail in turn, from several runs of one workflow.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/results/tests.h"

namespace ropewalk::report {

struct FlakyTest {
  std::string id;
  /// The leg that it is flaky in.
  std::string origin;
  /// How often it failed, of the runs that it was in.
  std::size_t failed = 0;
  std::size_t runs = 0;
};

/// `runs` are the oldest first. A test that breaks changes its verdict once, and once more when it is mended for good;
/// one that changes it more often in the same leg, or that both failed and passed within one run (a repetition), is
/// flaky. Sorted by id and leg.
[[nodiscard]] std::vector<FlakyTest> flaky_tests(const std::vector<std::vector<TestCase>>& runs);

}  // namespace ropewalk::report
