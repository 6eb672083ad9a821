// The functions that ask how things went so far, answered alike wherever an expression may call them.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "expr/expression.h"

namespace ropewalk::expr {

/// How they are called where they take no names of jobs.
inline constexpr std::array<FunctionSignature, 4> kStatusFunctions = {{
    {"always", 0, 0},
    {"cancelled", 0, 0},
    {"failure", 0, 0},
    {"success", 0, 0},
}};

/// How it went so far. As it stands, nothing has failed.
struct Status {
  bool success = true;
  bool failure = false;
  bool cancelled = false;
};

/// What a status function answers; none for a function that is no such. `name` is in lower case.
[[nodiscard]] std::optional<Value> call_status_function(std::string_view name, const Status& status);

/// The answer to a call of a function that the scope does not have, in GitHub's words.
[[nodiscard]] tl::unexpected<std::string> unknown_function(std::string_view name);

}  // namespace ropewalk::expr
