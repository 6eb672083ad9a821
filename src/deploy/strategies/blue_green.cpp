// Blue-green: the new version runs beside the old one until all of the traffic goes over at once.
#include "deploy/strategies/strategy.h"

namespace ropewalk::deploy {

Steps blue_green_steps(const Plan& plan) {
  Steps steps = preparation(plan);
  steps.insert(steps.end(), {"start", "health", "smoke", "warm", "admit", "switch", "drain"});
  const Steps last = conclusion(true);
  steps.insert(steps.end(), last.begin(), last.end());
  return steps;
}

}  // namespace ropewalk::deploy
