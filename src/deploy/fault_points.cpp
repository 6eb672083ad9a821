#include "deploy/fault_points.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "deploy/journal.h"
#include "deploy/strategies/strategy.h"

namespace ropewalk::deploy {
namespace {

Steps all_steps() {
  Steps names;
  std::set<std::string> seen;
  const auto put = [&](const Steps& steps) {
    for (const std::string& step : steps) {
      if (seen.insert(step).second) {
        names.push_back(step);
      }
    }
  };
  Plan plan;
  plan.rules.verify.file = "policy.yml";
  for (const auto strategy :
       {StrategyKind::kBlueGreen, StrategyKind::kCanary, StrategyKind::kRolling, StrategyKind::kRecreate}) {
    plan.rules.strategy = strategy;
    put(steps_of(plan));
  }
  put(rollback_steps(false));
  put(rollback_steps(true));
  put({"undo"});
  return names;
}

/// `share-25:acted` is of the form of `share-10:acted`.
std::string without_numbers(std::string_view point) {
  std::string form;
  for (const char c : point) {
    if (c < '0' || c > '9') {
      form += c;
    }
  }
  return form;
}

}  // namespace

std::vector<std::string> fault_points() {
  std::vector<std::string> points;
  for (const std::string& step : all_steps()) {
    points.push_back(step);
    if (step != "record") {
      points.push_back(step + ":acted");
    }
  }
  return points;
}

Result<void> check_fault(const ports::Environment& environment) {
  const std::string point = environment.variable(kFaultVariable).value_or("");
  const std::vector<std::string> points = fault_points();
  const bool is_known =
      point.empty() || std::any_of(points.begin(), points.end(), [&](const std::string& one) {
        return one == point || (without_numbers(one) != one && without_numbers(one) == without_numbers(point));
      });
  if (!is_known) {
    return fail(ErrorKind::kUsage,
                fmt::format("{} names '{}', which is no step of a deployment", kFaultVariable, point),
                "`ropewalk deploy --list-steps` names them all");
  }
  return {};
}

}  // namespace ropewalk::deploy
