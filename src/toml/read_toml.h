// TOML as a JSON value: toml++ stays behind this one room, since it is slow to compile.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace ropewalk::toml {

/// Reads a TOML 1.0 document; dates and times become their texts. Errors: kInvalid with the place in `name`.
[[nodiscard]] Result<json::object> read_toml(std::string_view text, std::string_view name);

/// The value at a dotted path of plain keys (`tool.poetry.dependencies`); null when there is none.
[[nodiscard]] const json::value* find(const json::object& document, std::string_view path);
/// The text at a path; empty for anything else.
[[nodiscard]] std::string_view text(const json::object& document, std::string_view path);

}  // namespace ropewalk::toml
