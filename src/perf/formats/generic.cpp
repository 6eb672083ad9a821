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

/// How often in a second something is done: turned round it is the time that one takes.
bool is_frequency(std::string_view unit) {
  const std::string lower = to_lower(unit);
  for (const std::string_view of : {"iter/s", "iters/s", "ops/s", "op/s", "req/s", "requests/s", "hz"}) {
    if (lower == of || lower == std::string(of) + "ec" || lower == std::string(of) + "econd") {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<Measurements> read_generic(const json::value& value) { return read_generic_of(value, false); }

std::optional<Measurements> read_generic_of(const json::value& value, bool is_bigger_better) {
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
    if (is_bigger_better || is_rate(unit)) {
      if (*number > 0) {
        found.push_back({name, 1 / *number, is_frequency(unit) ? "s" : unit.empty() ? "1/value" : "1/(" + unit + ")"});
      }
      continue;
    }
    const auto seconds = seconds_of(*number, unit.substr(0, unit.find('/')));
    found.push_back({name, seconds.value_or(*number), seconds ? "s" : unit});
  }
  return found;
}

}  // namespace ropewalk::perf
