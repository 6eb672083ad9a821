#include "perf/formats/formats.h"

namespace ropewalk::perf {

std::optional<Measurements> read_hyperfine(const json::value& value) {
  const json::object* object = value.if_object();
  const json::value* list = object != nullptr ? object->if_contains("results") : nullptr;
  if (list == nullptr || !list->is_array()) {
    return std::nullopt;
  }
  Measurements found;
  for (const json::value& item : list->get_array()) {
    const json::object* result = item.if_object();
    const auto least = result != nullptr ? number_member(*result, "min") : std::nullopt;
    if (least) {
      found.push_back({std::string(string_member(*result, "command")), *least});
    }
  }
  return found;
}

}  // namespace ropewalk::perf
