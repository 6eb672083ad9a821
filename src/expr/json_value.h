// Between JSON and the language's values.
#pragma once

#include "base/json.h"
#include "expr/value.h"

namespace ropewalk::expr {

/// A JSON value as a value of the language. Objects have keys without case: of keys that differ by case alone the first
/// names the member and the last gives its value.
[[nodiscard]] Value to_value(const json::value& value);

/// A value as JSON. NaN, Infinity and -Infinity, which JSON doesn't have, become strings.
[[nodiscard]] json::value to_json(const Value& value);

}  // namespace ropewalk::expr
