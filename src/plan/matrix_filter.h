// One entry of a matrix' `include:` or `exclude:`, as a test that a combination passes or not.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "expr/value.h"

namespace ropewalk::plan {

/// Compares leaves: each scalar anywhere in the entry must equal, by the language's coercing `==`, what stands at the
/// same place in the combination (MatrixFilter in actions/runner compiles `matrix['a']['b'] == 1`).
class MatrixFilter {
 public:
  /// `members`: the entry's keys and values.
  explicit MatrixFilter(const std::vector<std::pair<std::string, expr::Value>>& members);

  /// A filter without leaves passes everything.
  [[nodiscard]] bool passes(const expr::Object& combination) const;

 private:
  struct Leaf {
    /// Names and numbers that lead to the place.
    std::vector<expr::Value> path;
    expr::Value expected;
  };

  void add_leaves(std::vector<expr::Value>& path, const expr::Value& value);

  std::vector<Leaf> leaves_;
};

}  // namespace ropewalk::plan
