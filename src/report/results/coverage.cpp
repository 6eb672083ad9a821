#include "report/results/coverage.h"

#include <fmt/format.h>

#include <algorithm>

namespace ropewalk::report {

Ratio FileCoverage::line_ratio() const {
  Ratio ratio;
  for (const auto& [number, line] : lines) {
    ratio += {line.hits > 0 ? 1U : 0U, 1U};
  }
  return ratio;
}

Ratio FileCoverage::branch_ratio() const {
  Ratio ratio;
  for (const auto& [number, line] : lines) {
    ratio += {static_cast<std::size_t>(line.branches_taken), static_cast<std::size_t>(line.branches)};
  }
  return ratio;
}

std::vector<int> FileCoverage::missing() const {
  std::vector<int> numbers;
  for (const auto& [number, line] : lines) {
    if (line.hits == 0) {
      numbers.push_back(number);
    }
  }
  return numbers;
}

void merge(Coverage& into, const Coverage& from) {
  for (const auto& [path, file] : from) {
    FileCoverage& target = into[path];
    for (const auto& [number, line] : file.lines) {
      LineCoverage& merged = target.lines[number];
      merged.hits += line.hits;
      merged.branches = std::max(merged.branches, line.branches);
      merged.branches_taken = std::max(merged.branches_taken, line.branches_taken);
    }
  }
}

Ratio line_ratio(const Coverage& coverage) {
  Ratio ratio;
  for (const auto& [path, file] : coverage) {
    ratio += file.line_ratio();
  }
  return ratio;
}

Ratio branch_ratio(const Coverage& coverage) {
  Ratio ratio;
  for (const auto& [path, file] : coverage) {
    ratio += file.branch_ratio();
  }
  return ratio;
}

Ratio total_ratio(const Coverage& coverage) {
  Ratio ratio = line_ratio(coverage);
  ratio += branch_ratio(coverage);
  return ratio;
}

Ratio changed_ratio(const Coverage& coverage, const ChangedLines& changed) {
  Ratio ratio;
  for (const auto& [path, lines] : changed) {
    const auto file = coverage.find(path);
    if (file == coverage.end()) {
      continue;
    }
    for (const int number : lines) {
      const auto line = file->second.lines.find(number);
      if (line != file->second.lines.end()) {
        ratio += {line->second.hits > 0 ? 1U : 0U, 1U};
      }
    }
  }
  return ratio;
}

std::string ranges(const std::vector<int>& lines) {
  std::string text;
  for (std::size_t i = 0; i < lines.size();) {
    std::size_t last = i;
    while (last + 1 < lines.size() && lines[last + 1] == lines[last] + 1) {
      ++last;
    }
    text += text.empty() ? "" : ", ";
    text += last == i ? fmt::format("{}", lines[i]) : fmt::format("{}-{}", lines[i], lines[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace ropewalk::report
