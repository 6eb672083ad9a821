#include "app/gates/environment_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "app/deploy/allowed_refs.h"
#include "app/deploy/apply_settings.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

/// Whether a ref of this kind is one of these.
bool is_named(std::string_view ref, std::string_view prefix, const std::vector<std::string>& patterns) {
  return ref.starts_with(prefix) && is_among(std::string(ref.substr(prefix.size())), patterns);
}

/// `1h 30m`, as the settings write it.
std::string time_text(deploy::Seconds time) {
  const auto whole = static_cast<long long>(std::llround(time.count()));
  std::vector<std::string> parts;
  const auto add = [&](long long count, char unit) {
    if (count > 0) {
      parts.push_back(fmt::format("{}{}", count, unit));
    }
  };
  constexpr long long kHour = 3600;
  constexpr long long kMinute = 60;
  add(whole / kHour, 'h');
  add(whole % kHour / kMinute, 'm');
  add(whole % kMinute, 's');
  return parts.empty() ? "less than a second" : join(parts, " ");
}

}  // namespace

const config::EnvironmentSettings* find_environment(const std::vector<config::EnvironmentSettings>& environments,
                                                    std::string_view name) {
  const auto found = std::find_if(environments.begin(), environments.end(),
                                  [&](const auto& one) { return equals_ignoring_case(one.name, name); });
  return found == environments.end() ? nullptr : &*found;
}

Result<void> check_ref(const config::EnvironmentSettings& environment, const std::string& ref) {
  const bool is_free = environment.branches.empty() && environment.tags.empty();
  if (is_free || is_named(ref, "refs/heads/", environment.branches) || is_named(ref, "refs/tags/", environment.tags)) {
    return {};
  }
  return fail(
      ErrorKind::kInvalid,
      fmt::format("the environment '{}' does not allow {}: it is for {}", environment.name,
                  ref.empty() ? "a run without a ref" : ref, allowed_text(environment.branches, environment.tags)),
      {}, environment.place);
}

deploy::EnvironmentRules rules_of(const config::EnvironmentSettings& environment) {
  deploy::Plan plan;
  apply(environment, plan);
  plan.rules.name = environment.name;
  return std::move(plan.rules);
}

std::vector<std::string> waits_of(const deploy::EnvironmentRules& rules) {
  std::vector<std::string> waits;
  if (rules.required > 0) {
    waits.push_back(fmt::format("{} {} by {}", rules.required, rules.required == 1 ? "approval" : "approvals",
                                rules.reviewers.empty() ? "anybody" : join(rules.reviewers, " or ")));
  }
  if (rules.wait.count() > 0) {
    waits.push_back(fmt::format("its wait timer of {}", time_text(rules.wait)));
  }
  if (!rules.windows.empty()) {
    waits.push_back(fmt::format("its change window, {}", join(rules.windows, " or ")));
  }
  return waits;
}

}  // namespace ropewalk::app
