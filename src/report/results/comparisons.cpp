#include "report/results/comparisons.h"

#include <fmt/format.h>

namespace ropewalk::report {

std::string percent_words(const Comparison& comparison) {
  return fmt::format("{:+.1f} %, from {:+.1f} % to {:+.1f} %", 100 * comparison.shift, 100 * comparison.low,
                     100 * comparison.high);
}

}  // namespace ropewalk::report
