#include "perf/formats/formats.h"

namespace ropewalk::perf {

std::optional<Measurements> read_google_benchmark(const json::value& value) {
  const json::object* object = value.if_object();
  const json::value* list =
      object != nullptr && object->contains("context") ? object->if_contains("benchmarks") : nullptr;
  if (list == nullptr || !list->is_array()) {
    return std::nullopt;
  }
  Measurements found;
  for (const json::value& item : list->get_array()) {
    const json::object* benchmark = item.if_object();
    // Means and medians of repetitions are made from the repetitions, which are there themselves.
    if (benchmark == nullptr || string_member(*benchmark, "run_type") == "aggregate") {
      continue;
    }
    const std::string_view run_name = string_member(*benchmark, "run_name");
    const auto time = number_member(*benchmark, "real_time");
    const auto seconds = time ? seconds_of(*time, string_member(*benchmark, "time_unit")) : std::nullopt;
    if (seconds) {
      found.push_back({std::string(run_name.empty() ? string_member(*benchmark, "name") : run_name), *seconds});
    }
  }
  return found;
}

}  // namespace ropewalk::perf
