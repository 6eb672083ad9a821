#include "perf/formats/formats.h"

namespace ropewalk::perf {

std::optional<Measurements> read_criterion(const json::value& value, std::string_view name) {
  const json::object* object = value.if_object();
  if (object == nullptr) {
    return std::nullopt;
  }
  if (const std::string_view reason = string_member(*object, "reason"); !reason.empty()) {
    const json::value* typical = object->if_contains("typical");
    if (reason != "benchmark-complete" || typical == nullptr || !typical->is_object()) {
      return Measurements{};
    }
    const auto estimate = number_member(typical->get_object(), "estimate");
    const auto seconds = estimate ? seconds_of(*estimate, string_member(typical->get_object(), "unit")) : std::nullopt;
    return seconds ? Measurements{{std::string(string_member(*object, "id")), *seconds}} : Measurements{};
  }
  // An estimates.json is about one benchmark, in nanoseconds.
  const json::value* median = object->contains("median_abs_dev") ? object->if_contains("median") : nullptr;
  const auto estimate =
      median != nullptr && median->is_object() ? number_member(median->get_object(), "point_estimate") : std::nullopt;
  return estimate ? std::optional(Measurements{{std::string(name), *estimate / 1e9}}) : std::nullopt;
}

}  // namespace ropewalk::perf
