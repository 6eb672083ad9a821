// The file in which measurements are kept: one JSON object a line, so that two who add to it merge without a conflict.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ropewalk::perf {

struct Point {
  std::string commit;
  /// RFC 3339; may be empty.
  std::string time = {};
  double value = 0;
  std::string unit = {};
};

/// By benchmark and kind of machine, since what another machine measures is no change.
using History = std::map<std::pair<std::string, std::string>, std::vector<Point>>;

/// Reads the lines of a store, or the `data.js` of github-action-benchmark (its suites become part of the names, rates
/// are turned round). Errors: kInvalid with the line.
[[nodiscard]] Result<History> read_history(std::string_view text, std::string_view name);

[[nodiscard]] std::string line_of(const std::string& benchmark, const std::string& machine, const Point& point);

/// One character a value, low to high; at most `most` of the last values.
[[nodiscard]] std::string sparkline(const std::vector<Point>& points, std::size_t most);

}  // namespace ropewalk::perf
