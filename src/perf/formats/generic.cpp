#include "base/strings.h"
#include "perf/formats/formats.h"

namespace ropewalk::perf {
namespace {

/// More of these is better.
bool is_rate(std::string_view unit) {
  const std::string lower = to_lower(unit);
  return lower.find("/s") != std::string::npos || lower.find("per sec") != std::string::npos ||
         lower.starts_with("ops") || lower.starts_with("iter/") || lower == "hz";
}

}  // namespace

std::optional<Measurements> read_generic(const json::value& value) {
  const json::array* list = value.if_array();
  if (list == nullptr || list->empty()) {
    return std::nullopt;
  }
  Measurements found;
  for (const json::value& item : *list) {
    const json::object* benchmark = item.if_object();
    const auto number = benchmark != nullptr ? number_member(*benchmark, "value") : std::nullopt;
    if (!number || string_member(*benchmark, "name").empty()) {
      return std::nullopt;
    }
    const std::string unit(string_member(*benchmark, "unit"));
    const std::string name(string_member(*benchmark, "name"));
    if (is_rate(unit)) {
      if (*number > 0) {
        found.push_back({name, 1 / *number, "1/(" + unit + ")"});
      }
      continue;
    }
    const auto seconds = seconds_of(*number, unit.substr(0, unit.find('/')));
    found.push_back({name, seconds.value_or(*number), seconds ? "s" : unit});
  }
  return found;
}

}  // namespace ropewalk::perf
