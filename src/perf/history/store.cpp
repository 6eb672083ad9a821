#include "perf/history/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/json.h"
#include "base/rfc3339.h"
#include "base/strings.h"
#include "perf/formats/formats.h"

namespace ropewalk::perf {
namespace {

std::string time_of(const json::value* milliseconds) {
  if (milliseconds == nullptr || !milliseconds->is_number()) {
    return "";
  }
  return to_rfc3339(std::chrono::system_clock::time_point(
      std::chrono::milliseconds(static_cast<std::int64_t>(milliseconds->to_number<double>()))));
}

/// `window.BENCHMARK_DATA = {"entries": {SUITE: [{"commit": {"id"}, "date", "benches": [{"name", "value",
/// "unit"}]}]}}`.
Result<History> read_data_js(std::string_view text, std::string_view name) {
  const std::size_t open = text.find('{');
  std::string_view object = trim(text.substr(open == std::string_view::npos ? 0 : open));
  object = object.ends_with(';') ? trim(object.substr(0, object.size() - 1)) : object;
  auto value = parse_json(object, name);
  if (!value) {
    return fail(std::move(value.error()));
  }
  const json::value* entries = value->is_object() ? value->get_object().if_contains("entries") : nullptr;
  if (entries == nullptr || !entries->is_object()) {
    return fail(ErrorKind::kInvalid, fmt::format("{} has no entries of benchmarks", name));
  }
  History history;
  for (const auto& [suite, runs] : entries->get_object()) {
    for (const json::value& item : runs.is_array() ? runs.get_array() : json::array()) {
      const json::object* run = item.if_object();
      const json::value* commit = run != nullptr ? run->if_contains("commit") : nullptr;
      const json::value* benches = run != nullptr ? run->if_contains("benches") : nullptr;
      if (commit == nullptr || !commit->is_object() || benches == nullptr) {
        continue;
      }
      const auto measured = read_generic_of(*benches, string_member(*run, "tool") == "customBiggerIsBetter");
      for (const Measured& one : measured.value_or(Measurements())) {
        history[{fmt::format("{}: {}", std::string_view(suite), one.name), ""}].push_back(
            {std::string(string_member(commit->get_object(), "id")), time_of(run->if_contains("date")), one.value,
             one.unit});
      }
    }
  }
  return history;
}

}  // namespace

Result<History> read_history(std::string_view text, std::string_view name) {
  if (text.find("BENCHMARK_DATA") < 200) {
    return read_data_js(text, name);
  }
  History history;
  std::size_t number = 0;
  for (const std::string_view line : split_lines(text)) {
    ++number;
    if (trim(line).empty()) {
      continue;
    }
    const auto value = parse_json(line, name);
    const json::object* object = value ? value->if_object() : nullptr;
    const auto measured = object != nullptr ? number_member(*object, "value") : std::nullopt;
    if (!measured || string_member(*object, "benchmark").empty()) {
      return fail(ErrorKind::kInvalid, fmt::format("{}:{}: this is not a measurement", name, number));
    }
    history[{std::string(string_member(*object, "benchmark")), std::string(string_member(*object, "machine"))}]
        .push_back({std::string(string_member(*object, "commit")), std::string(string_member(*object, "time")),
                    *measured, std::string(string_member(*object, "unit"))});
  }
  return history;
}

std::string line_of(const std::string& benchmark, const std::string& machine, const Point& point) {
  return to_json_text(json::object{{"benchmark", benchmark},
                                   {"machine", machine},
                                   {"commit", point.commit},
                                   {"time", point.time},
                                   {"value", point.value},
                                   {"unit", point.unit}}) +
         "\n";
}

std::string sparkline(const std::vector<Point>& points, std::size_t most) {
  constexpr std::array<std::string_view, 8> kBars = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::size_t begin = points.size() > most ? points.size() - most : 0;
  double low = 0;
  double high = 0;
  for (std::size_t i = begin; i < points.size(); ++i) {
    low = i == begin ? points[i].value : std::min(low, points[i].value);
    high = i == begin ? points[i].value : std::max(high, points[i].value);
  }
  std::string text;
  for (std::size_t i = begin; i < points.size(); ++i) {
    const double share = high > low ? (points[i].value - low) / (high - low) : 0;
    text += kBars[std::min(kBars.size() - 1, static_cast<std::size_t>(share * static_cast<double>(kBars.size())))];
  }
  return text;
}

}  // namespace ropewalk::perf
