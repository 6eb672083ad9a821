// Everything that reports of one run say, merged: what formats show and gates judge.
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "report/results/benchmarks.h"
#include "report/results/comparisons.h"
#include "report/results/coverage.h"
#include "report/results/tests.h"

namespace ropewalk::report {

struct Results {
  /// The files that were read, in order.
  std::vector<std::string> files;
  std::vector<TestCase> tests;
  /// By the leg: what its tests took less than the sum of their times, since several ran at once.
  std::map<std::string, std::chrono::duration<double>, std::less<>> at_once;
  Coverage coverage;
  std::vector<Benchmark> benchmarks;
  std::vector<Comparison> comparisons;
  /// Files that could not be read: the report is not complete.
  std::vector<Error> unread;
};

/// Takes the results of another file in.
void merge(Results& into, Results from);

}  // namespace ropewalk::report
