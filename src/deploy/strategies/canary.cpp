// Canary: the new version gets a growing share of the traffic and is held against the old one at each.
#include <fmt/format.h>

#include "deploy/strategies/strategy.h"

namespace ropewalk::deploy {

Steps canary_steps(const Plan& plan) {
  Steps steps = preparation(plan);
  steps.insert(steps.end(), {"start", "health", "smoke", "warm", "admit"});
  for (const CanaryStep& step : plan.rules.steps) {
    steps.push_back(fmt::format("share-{}", step.weight));
    steps.push_back(fmt::format("watch-{}", step.weight));
  }
  steps.insert(steps.end(), {"switch", "drain"});
  const Steps last = conclusion(true);
  steps.insert(steps.end(), last.begin(), last.end());
  return steps;
}

}  // namespace ropewalk::deploy
