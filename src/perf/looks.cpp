#include "perf/looks.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::perf {
namespace {

/// Each look has this many times the pairs of the one before.
constexpr std::size_t kGrowth = 2;
/// The first of three looks may spend a tenth, so that ten pairs that all say the same are enough.
constexpr double kSpending = 1.66;

/// The error that may have been spent after so many pairs, of 1 in all (Lan and DeMets' power family).
double spent(std::size_t pairs, const JudgeOptions& options) {
  const double share = std::min(1.0, static_cast<double>(pairs) / static_cast<double>(options.most_pairs));
  return std::pow(share, kSpending);
}

}  // namespace

std::vector<std::size_t> looks(const JudgeOptions& options) {
  std::vector<std::size_t> at;
  for (std::size_t pairs = options.least_pairs; pairs < options.most_pairs; pairs *= kGrowth) {
    at.push_back(pairs);
  }
  at.push_back(options.most_pairs);
  return at;
}

double over_looks(std::size_t pairs, const JudgeOptions& options, bool is_last,
                  const std::function<double(std::size_t pairs)>& test) {
  double p = 1;
  double before = 0;
  for (const std::size_t look : looks(options)) {
    const bool ends_here = look >= pairs;
    if (look > pairs && !is_last) {
      break;
    }
    // Whoever stops early has nothing to save for.
    const double share = (ends_here && is_last ? 1.0 : spent(look, options)) - before;
    before += share;
    if (share > 0) {
      p = std::min(p, test(std::min(look, pairs)) / share);
    }
    if (ends_here) {
      break;
    }
  }
  return p;
}

}  // namespace ropewalk::perf
