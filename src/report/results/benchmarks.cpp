#include "report/results/benchmarks.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace ropewalk::report {

std::string human_time(std::chrono::duration<double> time) {
  const double seconds = time.count();
  if (seconds == 0) {
    return "0 s";
  }
  if (seconds >= 60) {
    const auto whole = static_cast<long>(seconds);
    return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  }
  constexpr std::array<std::pair<double, std::string_view>, 4> kUnits{
      {{1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}, {1e-9, "ns"}}};
  for (const auto& [size, unit] : kUnits) {
    if (seconds >= size || size == kUnits.back().first) {
      const double value = seconds / size;
      return value >= 100  ? fmt::format("{:.0f} {}", value, unit)
             : value >= 10 ? fmt::format("{:.1f} {}", value, unit)
                           : fmt::format("{:.2f} {}", value, unit);
    }
  }
  return {};
}

}  // namespace ropewalk::report
