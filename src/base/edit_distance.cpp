#include "base/edit_distance.h"

#include <algorithm>
#include <vector>

#include "base/strings.h"

namespace ropewalk {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_above(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) {
    row[j] = j;
  }
  const auto is_same = [&](std::size_t i, std::size_t j) {
    return equals_ignoring_case(a.substr(i, 1), b.substr(j, 1));
  };
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_above.swap(above);
    above.swap(row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (is_same(i - 1, j - 1) ? 0 : 1)});
      if (i > 1 && j > 1 && is_same(i - 1, j - 2) && is_same(i - 2, j - 1)) {
        row[j] = std::min(row[j], two_above[j - 2] + 1);
      }
    }
  }
  return row[b.size()];
}

}  // namespace ropewalk
