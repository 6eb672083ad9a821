// JSON as a value (Boost.JSON), and the two ways in and out that throw nothing.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk {

namespace json = boost::json;

/// Reads one JSON text (RFC 8259). Errors say the line and column in `name`. Nesting is limited to `max_depth`.
[[nodiscard]] Result<json::value> parse_json(std::string_view text, std::string_view name, std::size_t max_depth = 100);

/// One line, no spaces; numbers in plain notation, whole numbers without a fraction.
[[nodiscard]] std::string to_json_text(const json::value& value);

/// The same with two spaces of indent and a line each, for people.
[[nodiscard]] std::string to_pretty_json_text(const json::value& value);

/// The member `key` as a string; empty when it is missing or no string.
[[nodiscard]] std::string_view string_member(const json::object& object, std::string_view key);

}  // namespace ropewalk
