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

/// The ratio of likelihoods of "clearly worse" and "as bad as", as a logarithm, when a share of bad answers is nobody's
/// fault; nothing can be said where that share leaves no room for a worse one.
double statistic(const BadCounts& candidate, double accepted, const TestSettings& settings) {
  const double refused = std::min(
      0.99, accepted > settings.accepted ? std::max(settings.refused, accepted * settings.ratio) : settings.refused);
  if (refused <= accepted) {
    return 0;
  }
  const double bad = static_cast<double>(candidate.bad);
  const double good = static_cast<double>(candidate.all - candidate.bad);
  return bad * std::log(refused / accepted) + good * std::log((1 - refused) / (1 - accepted));
}

/// So many answers of the stable version make its own share known well enough to accept another one by it.
constexpr std::int64_t kKnown = 300;

}  // namespace

TestResult compare(const BadCounts& candidate, const BadCounts& stable, const TestSettings& settings) {
  // Refusing goes by what the stable version's share may be at most, accepting by what it seems to be: either is the
  // careful side. Without a bad answer of the stable version the settings' share stands.
  const double at_most = std::min(0.9, std::max(settings.accepted, stable.bad > 0 ? upper_share(stable) : 0));
  const double seems = stable.all == 0 ? 0 : static_cast<double>(stable.bad) / static_cast<double>(stable.all);
  const double against = statistic(candidate, at_most, settings);
  const double in_favour = statistic(candidate, std::min(0.9, std::max(settings.accepted, seems)), settings);
  TestResult result{.verdict = TestVerdict::kUndecided,
                    .statistic = against,
                    .lower = std::log(settings.miss / (1 - settings.false_alarm)),
                    .upper = std::log((1 - settings.miss) / settings.false_alarm)};
  const bool is_known = stable.bad == 0 || stable.all >= kKnown;
  if (against >= result.upper) {
    result.verdict = TestVerdict::kRefused;
  } else if (in_favour <= result.lower && is_known) {
    result.verdict = TestVerdict::kAccepted;
    result.statistic = in_favour;
  }
  return result;
}

}  // namespace ropewalk::deploy
