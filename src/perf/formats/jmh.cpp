#include <fmt/format.h>

#include "perf/formats/formats.h"

namespace ropewalk::perf {
namespace {

/// `{"size": "10"}` as ` (size=10)`.
std::string parameters(const json::object& benchmark) {
  const json::value* params = benchmark.if_contains("params");
  std::string text;
  if (params != nullptr && params->is_object()) {
    for (const auto& [key, value] : params->get_object()) {
      text += fmt::format("{}{}={}", text.empty() ? " (" : ", ", std::string_view(key),
                          value.is_string() ? std::string(value.get_string()) : to_json_text(value));
    }
  }
  return text.empty() ? text : text + ")";
}

}  // namespace

std::optional<Measurements> read_jmh(const json::value& value) {
  const json::array* list = value.if_array();
  Measurements found;
  for (const json::value& item : list != nullptr ? *list : json::array()) {
    const json::object* benchmark = item.if_object();
    const json::value* metric = benchmark != nullptr ? benchmark->if_contains("primaryMetric") : nullptr;
    if (metric == nullptr || !metric->is_object()) {
      return std::nullopt;
    }
    const auto score = number_member(metric->get_object(), "score");
    const std::string_view unit = string_member(metric->get_object(), "scoreUnit");
    if (!score || *score <= 0) {
      continue;
    }
    const std::string name = std::string(string_member(*benchmark, "benchmark")) + parameters(*benchmark);
    if (string_member(*benchmark, "mode") == "thrpt") {
      // `ops/ms`: so many in a millisecond.
      const auto seconds = seconds_of(1 / *score, unit.substr(unit.find('/') + 1));
      found.push_back({name, seconds.value_or(1 / *score)});
    } else {
      const auto seconds = seconds_of(*score, unit.substr(0, unit.find('/')));
      found.push_back({name, seconds.value_or(*score), seconds ? "s" : std::string(unit)});
    }
  }
  return found.empty() ? std::nullopt : std::optional(std::move(found));
}

}  // namespace ropewalk::perf
