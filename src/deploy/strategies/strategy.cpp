#include "deploy/strategies/strategy.h"

namespace ropewalk::deploy {

Steps preparation() { return {"fetch", "build", "edge", "migrate"}; }

Steps conclusion(bool has_old) {
  return has_old ? Steps{"keep", "bake", "stop-old", "record"} : Steps{"keep", "bake", "record"};
}

Steps steps_of(const Plan& plan) {
  switch (plan.rules.strategy) {
    case StrategyKind::kRecreate: return recreate_steps(plan);
    case StrategyKind::kRolling: return rolling_steps(plan);
    case StrategyKind::kBlueGreen: return blue_green_steps(plan);
    case StrategyKind::kCanary: return canary_steps(plan);
  }
  return {};
}

Steps rollback_steps(bool is_running) {
  if (is_running) {
    return {"switch", "end-trial", "drain", "keep", "stop-old", "record"};
  }
  return {"fetch", "build",  "edge",  "start", "health",   "smoke",
          "admit", "switch", "drain", "keep",  "stop-old", "record"};
}

}  // namespace ropewalk::deploy
