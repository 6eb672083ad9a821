#include "perf/load/arrivals.h"

#include <cmath>

namespace ropewalk::perf {
namespace {

/// SplitMix64 (Steele, Lea and Flood, 2014): the standard's distributions differ between libraries.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  /// Above 0, at most 1.
  double next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebULL;
    bits ^= bits >> 31U;
    return (static_cast<double>(bits >> 11U) + 1) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

}  // namespace

std::vector<std::chrono::nanoseconds> arrivals(double rate, std::chrono::duration<double> duration,
                                               std::uint64_t seed) {
  std::vector<std::chrono::nanoseconds> times;
  times.reserve(static_cast<std::size_t>(rate * duration.count()));
  Dice dice(seed);
  for (double at = -std::log(dice.next()) / rate; at < duration.count(); at -= std::log(dice.next()) / rate) {
    times.emplace_back(static_cast<std::int64_t>(at * 1e9));
  }
  return times;
}

}  // namespace ropewalk::perf
