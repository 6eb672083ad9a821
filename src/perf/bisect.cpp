#include "perf/bisect.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "perf/looks.h"
#include "perf/statistics.h"

namespace ropewalk::perf {

std::string_view name(Side side) {
  switch (side) {
    case Side::kGood: return "good";
    case Side::kBad: return "bad";
    case Side::kSkipped: return "skipped";
    case Side::kUnknown: break;
  }
  return "unknown";
}

Side side_of(const Trio& trio, const JudgeOptions& options, bool is_last) {
  const std::size_t rounds = std::min({trio.good.size(), trio.middle.size(), trio.bad.size()});
  if (rounds < options.least_pairs) {
    return Side::kUnknown;
  }
  std::vector<double> change;
  std::vector<double> off;
  for (std::size_t i = 0; i < rounds; ++i) {
    if (trio.good[i] > 0 && trio.middle[i] > 0 && trio.bad[i] > 0) {
      const double good = std::log(trio.good[i]);
      const double bad = std::log(trio.bad[i]);
      change.push_back(bad - good);
      off.push_back(std::log(trio.middle[i]) - (good + bad) / 2);
    }
  }
  if (change.empty()) {
    return Side::kUnknown;
  }
  const bool is_up = shift_of(change, 0.95).estimate > 0;
  using Test = double (*)(const std::vector<double>&, double);
  const auto p = [&](const std::vector<double>& values, Test test) {
    return over_looks(values.size(), options, is_last, [&](std::size_t pairs) {
      return test({values.begin(), values.begin() + static_cast<std::ptrdiff_t>(pairs)}, 0);
    });
  };
  if (p(change, is_up ? signed_rank_above : signed_rank_below) > options.edge_alpha) {
    return Side::kUnknown;
  }
  // Each of the two answers may be wrong with the whole error: only one of them can be.
  if (p(off, is_up ? signed_rank_above : signed_rank_below) <= options.alpha) {
    return Side::kBad;
  }
  return p(off, is_up ? signed_rank_below : signed_rank_above) <= options.alpha ? Side::kGood : Side::kUnknown;
}

std::optional<std::size_t> BisectSearch::next() const {
  if (good_ >= bad_) {
    return std::nullopt;
  }
  // Of those between which nothing is known yet, the one nearest to the middle.
  const std::size_t middle = good_ + (bad_ - 1 - good_) / 2;
  for (std::size_t distance = 0; distance < bad_ - good_; ++distance) {
    if (middle + distance < bad_ && !sides_[middle + distance]) {
      return middle + distance;
    }
    if (distance <= middle && middle - distance >= good_ && !sides_[middle - distance]) {
      return middle - distance;
    }
  }
  return std::nullopt;
}

void BisectSearch::tell(std::size_t version, Side side) {
  sides_[version] = side;
  if (side == Side::kGood) {
    good_ = std::max(good_, version + 1);
  } else if (side == Side::kBad) {
    bad_ = std::min(bad_, version);
  }
}

std::size_t steps_of(std::size_t count) { return static_cast<std::size_t>(std::bit_width(count - 1)); }

}  // namespace ropewalk::perf
