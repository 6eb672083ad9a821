#include "engine/schedule/runs_on.h"

#include <fmt/format.h>

#include <vector>

#include "base/strings.h"
#include "plan/runner_labels.h"

namespace ropewalk::engine {
namespace {

bool is_here(std::string_view label, const ports::Environment& machine) {
  const auto known = plan::find_runner_label(label);
  if (!known) {
    return false;
  }
  const bool is_system = known->system == plan::RunnerSystem::kAny || known->system == plan::RunnerSystem::kLinux;
  return is_system &&
         (known->architecture.empty() || equals_ignoring_case(known->architecture, machine.architecture()));
}

std::string way_out(std::string_view label) {
  return fmt::format("--platform {0}=host runs such jobs here, {0}=skip leaves them out", label);
}

RunsOnDecision nowhere(const std::vector<std::string>& labels) {
  std::vector<std::string> troubles;
  for (const std::string& label : labels) {
    if (std::string trouble = plan::runner_label_trouble(label); !trouble.empty()) {
      troubles.push_back(std::move(trouble));
    }
  }
  const std::string trouble = troubles.empty() ? std::string() : fmt::format("; {}", join(troubles, "; "));
  return {RunsOnAnswer::kNowhere,
          fmt::format("no runner for label{} '{}' on this machine{} ({})", labels.size() == 1 ? "" : "s",
                      join(labels, "', '"), trouble, way_out(labels.front()))};
}

}  // namespace

RunsOnDecision decide_runs_on(const plan::RunsOn& runs_on, const RunSettings& settings,
                              const ports::Environment& machine) {
  std::vector<std::string> named = runs_on.labels;
  if (runs_on.group) {
    named.push_back(*runs_on.group);
  }
  for (const std::string& name : named) {
    const auto choice = settings.platforms.find(name);
    if (choice != settings.platforms.end() && choice->second == PlatformChoice::kSkip) {
      return {RunsOnAnswer::kSkip, fmt::format("runs on '{0}', which --platform {0}=skip leaves out", name)};
    }
  }
  if (runs_on.group && settings.platforms.contains(*runs_on.group)) {
    return {};
  }
  std::vector<std::string> elsewhere;
  for (const std::string& label : runs_on.labels) {
    if (!settings.platforms.contains(label) && !is_here(label, machine)) {
      elsewhere.push_back(label);
    }
  }
  if (!elsewhere.empty()) {
    return nowhere(elsewhere);
  }
  if (runs_on.labels.empty()) {
    return {RunsOnAnswer::kNowhere, fmt::format("asks for the runner group '{}', and this machine is in none ({})",
                                                *runs_on.group, way_out(*runs_on.group))};
  }
  return {};
}

}  // namespace ropewalk::engine
