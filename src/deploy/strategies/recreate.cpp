// Recreate: the old version ends before the new one starts, for services of which there can be only one. Requests that
// come in between are refused.
#include "deploy/strategies/strategy.h"

namespace ropewalk::deploy {

Steps recreate_steps(const Plan& plan) {
  Steps steps = preparation(plan);
  steps.insert(steps.end(), {"end-old", "start", "health", "smoke", "admit", "switch"});
  const Steps last = conclusion(false);
  steps.insert(steps.end(), last.begin(), last.end());
  return steps;
}

}  // namespace ropewalk::deploy
