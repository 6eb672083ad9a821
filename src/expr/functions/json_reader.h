// Reads JSON the way GitHub's fromJSON does: with Newtonsoft's reader and its leniency.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "expr/value.h"

namespace ropewalk::expr {

/// Reads the first value of a text and ignores what follows it. Beyond RFC 8259 it takes comments, single quotes,
/// property names without quotes, trailing and doubled commas, octal and hexadecimal numbers, NaN, Infinity and
/// undefined. Of keys that differ by case alone the first names the member and the last gives its value.
/// Errors are in Newtonsoft's words, with its path, line and position. Nesting ends at its limit of 64.
[[nodiscard]] tl::expected<Value, std::string> read_lenient_json(std::string_view text);

}  // namespace ropewalk::expr
