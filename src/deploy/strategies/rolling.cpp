// Rolling: one instance after the other is replaced, so that there is never more than one too many.
#include <fmt/format.h>

#include "deploy/strategies/strategy.h"

namespace ropewalk::deploy {

Steps rolling_steps(const Plan& plan) {
  Steps steps = preparation(plan);
  for (int replica = 1; replica <= plan.service.replicas; ++replica) {
    for (const char* const step : {"start", "health", "smoke", "warm", "turn", "retire"}) {
      steps.push_back(fmt::format("{}-{}", step, replica));
    }
  }
  steps.emplace_back("switch");
  const Steps last = conclusion(true);
  steps.insert(steps.end(), last.begin(), last.end());
  return steps;
}

}  // namespace ropewalk::deploy
