// The items of a report as JSON objects: what the JSON, the JSONL and the HTML forms share.
#pragma once

#include "base/json.h"
#include "scan/formats/formats.h"

namespace ropewalk::scan {

[[nodiscard]] json::object to_json(const Finding& finding);
[[nodiscard]] json::object to_json(const Package& package);
[[nodiscard]] json::object to_json(const Skipped& skipped);
[[nodiscard]] json::object to_json(const Trouble& trouble);
[[nodiscard]] json::object to_json(const Fact& fact);
/// A suppressed finding as what was passed over: reason `suppressed`.
[[nodiscard]] json::object suppressed_to_json(const Finding& finding);
[[nodiscard]] json::object summary_to_json(const Shown& shown);

/// Appends fields whose values are JSON texts.
void add_details(json::object& object, const Details& details);

}  // namespace ropewalk::scan
