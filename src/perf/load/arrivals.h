// When the requests of a load come: each by itself, as those of many users do.
#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

namespace ropewalk::perf {

/// Times from the begin on at which requests come that do not know of each other (a Poisson process), `rate` a second.
/// The same seed gives the same times on every machine, so that two versions get the same load.
[[nodiscard]] std::vector<std::chrono::nanoseconds> arrivals(double rate, std::chrono::duration<double> duration,
                                                             std::uint64_t seed);

}  // namespace ropewalk::perf
