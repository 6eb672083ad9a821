#include "perf/formats/formats.h"

namespace ropewalk::perf {

std::optional<Measurements> read_pytest_benchmark(const json::value& value) {
  const json::object* object = value.if_object();
  const json::value* list =
      object != nullptr && object->contains("machine_info") ? object->if_contains("benchmarks") : nullptr;
  if (list == nullptr || !list->is_array()) {
    return std::nullopt;
  }
  Measurements found;
  for (const json::value& item : list->get_array()) {
    const json::object* benchmark = item.if_object();
    const json::value* stats = benchmark != nullptr ? benchmark->if_contains("stats") : nullptr;
    const auto least =
        stats != nullptr && stats->is_object() ? number_member(stats->get_object(), "min") : std::nullopt;
    if (least) {
      found.push_back({std::string(string_member(*benchmark, "fullname")), *least});
    }
  }
  return found;
}

}  // namespace ropewalk::perf
