#include "deploy/strategies/strategy.h"

namespace ropewalk::deploy {

Steps preparation(const Plan& plan) {
  Steps steps = {"fetch", "build", "edge", "migrate"};
  if (!plan.rules.verify.file.empty()) {
    steps.insert(steps.begin(), "verify");
  }
  return steps;
}

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

std::string meeting_step(const Plan& plan) {
  for (const std::string& step : steps_of(plan)) {
    if (step == "switch" || step == "end-old" || step.starts_with("share-") || step.starts_with("turn-")) {
      return step;
    }
  }
  return "switch";
}

Steps rollback_steps(bool is_running) {
  if (is_running) {
    return {"switch", "end-trial", "drain", "keep", "stop-old", "record"};
  }
  return {"fetch", "build",  "edge",  "start", "health",   "smoke",
          "admit", "switch", "drain", "keep",  "stop-old", "record"};
}

}  // namespace ropewalk::deploy
