#include "deploy/sequential.h"

#include <algorithm>
#include <cmath>

namespace ropewalk::deploy {
namespace {

/// A share that the true one hardly exceeds: Wilson's upper bound at about one in a thousand.
double upper_share(const BadCounts& counts) {
  if (counts.all == 0) {
    return 0;
  }
  constexpr double kZ = 3.09;
  const auto all = static_cast<double>(counts.all);
  const double share = static_cast<double>(counts.bad) / all;
  const double centre = share + kZ * kZ / (2 * all);
  const double spread = kZ * std::sqrt(share * (1 - share) / all + kZ * kZ / (4 * all * all));
  return (centre + spread) / (1 + kZ * kZ / all);
}

}  // namespace

TestResult compare(const BadCounts& candidate, const BadCounts& stable, const TestSettings& settings) {
  // Without a bad answer of the stable version its bound only says how little was seen; the settings' share stands.
  const double known = stable.bad > 0 ? upper_share(stable) : 0;
  const double accepted = std::min(0.9, std::max(settings.accepted, known));
  const double refused = std::min(
      0.99, accepted > settings.accepted ? std::max(settings.refused, accepted * settings.ratio) : settings.refused);
  const double bad = static_cast<double>(candidate.bad);
  const double good = static_cast<double>(candidate.all - candidate.bad);
  TestResult result{.verdict = TestVerdict::kUndecided,
                    .statistic = bad * std::log(refused / accepted) + good * std::log((1 - refused) / (1 - accepted)),
                    .lower = std::log(settings.miss / (1 - settings.false_alarm)),
                    .upper = std::log((1 - settings.miss) / settings.false_alarm)};
  if (refused <= accepted) {
    return result;
  }
  if (result.statistic >= result.upper) {
    result.verdict = TestVerdict::kRefused;
  } else if (result.statistic <= result.lower) {
    result.verdict = TestVerdict::kAccepted;
  }
  return result;
}

}  // namespace ropewalk::deploy
