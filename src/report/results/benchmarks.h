// What benchmarks measured.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace ropewalk::report {

struct Benchmark {
  /// Which report it comes from.
  std::string origin;
  std::string name;
  using Seconds = std::chrono::duration<double>;
  Seconds median{0};
  Seconds mean{0};
  Seconds least{0};
  Seconds most{0};
  /// Between the quartiles.
  Seconds spread{0};
  std::uint64_t rounds = 0;
};

/// `12.3 µs`: three digits and the unit that suits.
[[nodiscard]] std::string human_time(std::chrono::duration<double> time);

}  // namespace ropewalk::report
