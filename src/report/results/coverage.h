// Which lines tests have run through, over all reports of a matrix: a line counts as covered when any leg covered it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace ropewalk::report {

struct LineCoverage {
  std::uint64_t hits = 0;
  /// Ways out of the line: known, and taken in the leg that took the most.
  int branches = 0;
  int branches_taken = 0;
};

struct Ratio {
  std::size_t covered = 0;
  std::size_t total = 0;

  /// In percent; 100 of nothing.
  [[nodiscard]] double percent() const {
    return total == 0 ? 100.0 : 100.0 * static_cast<double>(covered) / static_cast<double>(total);
  }
  Ratio& operator+=(const Ratio& other) {
    covered += other.covered;
    total += other.total;
    return *this;
  }
};

struct FileCoverage {
  std::map<int, LineCoverage> lines;

  [[nodiscard]] Ratio line_ratio() const;
  [[nodiscard]] Ratio branch_ratio() const;
  /// Lines that nothing ran through.
  [[nodiscard]] std::vector<int> missing() const;
};

/// By path, relative to the repository.
using Coverage = std::map<std::string, FileCoverage>;

/// Takes another report in.
void merge(Coverage& into, const Coverage& from);

[[nodiscard]] Ratio line_ratio(const Coverage& coverage);
[[nodiscard]] Ratio branch_ratio(const Coverage& coverage);
/// Lines and branches together, as coverage.py counts its total when branches were measured.
[[nodiscard]] Ratio total_ratio(const Coverage& coverage);

/// Lines that a change has added or altered, by path.
using ChangedLines = std::map<std::string, std::set<int>>;

/// Of the changed lines that can be run, those that were. Files and lines that no report knows do not count.
[[nodiscard]] Ratio changed_ratio(const Coverage& coverage, const ChangedLines& changed);

/// `3, 7-9, 12`.
[[nodiscard]] std::string ranges(const std::vector<int>& lines);

}  // namespace ropewalk::report
