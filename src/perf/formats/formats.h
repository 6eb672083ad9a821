// Results of benchmark tools as plain measurements, one file a tool. Smaller is always better: rates are turned round.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace ropewalk::perf {

/// The best of a benchmark in one process, since what disturbs only makes it slower.
struct Measured {
  std::string name;
  double value = 0;
  /// `s` for times; what the tool calls it for others.
  std::string unit = "s";
};

using Measurements = std::vector<Measured>;

/// What a tool's reader makes of a JSON value; nothing when it is not that tool's.
[[nodiscard]] std::optional<Measurements> read_pytest_benchmark(const json::value& value);
[[nodiscard]] std::optional<Measurements> read_google_benchmark(const json::value& value);
[[nodiscard]] std::optional<Measurements> read_hyperfine(const json::value& value);
[[nodiscard]] std::optional<Measurements> read_jmh(const json::value& value);
/// `[{"name": …, "unit": …, "value": …}]`, as github-action-benchmark's custom tools have it.
[[nodiscard]] std::optional<Measurements> read_generic(const json::value& value);
/// The same of a tool that says itself that bigger is better; else its units say it.
[[nodiscard]] std::optional<Measurements> read_generic_of(const json::value& value, bool is_bigger_better);
/// A message of `cargo criterion --message-format=json`, or an `estimates.json`.
[[nodiscard]] std::optional<Measurements> read_criterion(const json::value& value, std::string_view name);

/// Finds out whose file it is. JSON texts, or one JSON text a line. `name` is for messages, and names what has no name
/// of its own. Measurements of one name become one, the best. Errors: kInvalid.
[[nodiscard]] Result<Measurements> read_measurements(std::string_view text, std::string_view name);

/// A member as a number; nothing when it is none.
[[nodiscard]] std::optional<double> number_member(const json::object& object, std::string_view key);
/// Seconds of `ns`, `us`, `ms` or `s`; nothing for other units.
[[nodiscard]] std::optional<double> seconds_of(double value, std::string_view unit);

}  // namespace ropewalk::perf
