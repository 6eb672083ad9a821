// The names that GitHub makes of a leg's values: its id, its display name.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/strings.h"
#include "expr/value.h"

namespace ropewalk::plan {

/// The texts of all scalars in a combination, in order and through nested values, empty ones left out.
[[nodiscard]] std::vector<std::string> name_segments(const expr::Object& matrix);

/// `job (a, b)`, cut to 100 UTF-16 units with `...` at the end (JobNameBuilder in actions/runner).
[[nodiscard]] std::string leg_name(std::string_view job_name, std::string_view values);

/// Ids of the legs of one job (IdBuilder in actions/runner): letters, digits, `_` and `-`; at most 25 characters;
/// unique in any case by `_2`, `_3`, ….
class LegIds {
 public:
  [[nodiscard]] std::string next(const std::vector<std::string>& segments);

 private:
  std::set<std::string, LessIgnoringCase> taken_;
};

}  // namespace ropewalk::plan
