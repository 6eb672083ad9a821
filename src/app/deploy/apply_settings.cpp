#include "app/deploy/apply_settings.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "deploy/discover/command_line.h"

namespace ropewalk::app {
namespace {

template <class T>
void put(const std::optional<T>& from, T& into) {
  if (from) {
    into = *from;
  }
}

void put(const std::map<std::string, std::string>& from, deploy::ServiceSpec& spec) {
  for (const auto& [name, value] : from) {
    std::erase_if(spec.environment, [&, &key = name](const auto& pair) { return pair.first == key; });
    spec.environment.emplace_back(name, value);
  }
}

deploy::StrategyKind strategy_of(const config::EnvironmentSettings& settings) {
  for (const auto kind : {deploy::StrategyKind::kRecreate, deploy::StrategyKind::kRolling,
                          deploy::StrategyKind::kBlueGreen, deploy::StrategyKind::kCanary}) {
    if (settings.strategy == deploy::name_of(kind)) {
      return kind;
    }
  }
  return settings.steps.empty() ? deploy::StrategyKind::kBlueGreen : deploy::StrategyKind::kCanary;
}

}  // namespace

void apply(const config::ServiceSettings& settings, deploy::Plan& plan) {
  deploy::ServiceSpec& spec = plan.service;
  if (settings.target == "container" || settings.image) {
    spec.target = deploy::TargetKind::kContainer;
  }
  put(settings.image, spec.image);
  put(settings.port, spec.port);
  put(settings.replicas, spec.replicas);
  if (settings.health) {
    spec.health_path = *settings.health;
    spec.any_answer_is_healthy = false;
  }
  if (!settings.requirements.empty()) {
    spec.requirements = settings.requirements;
  }
  put(settings.environment, spec);
  spec.secrets.insert(spec.secrets.end(), settings.secrets.begin(), settings.secrets.end());
  if (settings.migrate) {
    spec.migration = deploy::shell_words(*settings.migrate);
    spec.migration_is_irreversible = settings.migration_is_irreversible;
  }
}

void apply(const config::EnvironmentSettings& settings, deploy::Plan& plan) {
  deploy::EnvironmentRules& rules = plan.rules;
  rules.strategy = strategy_of(settings);
  if (!settings.steps.empty()) {
    rules.steps.clear();
    for (const auto& step : settings.steps) {
      rules.steps.push_back({.weight = step.weight, .pause = step.pause});
    }
  }
  put(settings.bake, rules.bake);
  put(settings.health_timeout, rules.health_timeout);
  put(settings.drain_timeout, rules.drain_timeout);
  put(settings.url, rules.url);
  put(settings.self_review, rules.self_review);
  put(settings.wait, rules.wait);
  put(settings.expires, rules.expires);
  rules.break_glass = settings.break_glass;
  rules.windows = settings.windows;
  put(settings.replicas, plan.service.replicas);
  if (settings.kubernetes) {
    put(settings.kubernetes->context, rules.cluster.context);
    put(settings.kubernetes->name_space, rules.cluster.name_space);
  }
  rules.smoke = settings.smoke;
  rules.hosts = settings.hosts;
  rules.branches = settings.branches;
  rules.tags = settings.tags;
  rules.reviewers = settings.reviewers;
  rules.required = settings.required.value_or(settings.reviewers.empty() ? 0 : 1);
  put(settings.environment, plan.service);
  plan.service.secrets.insert(plan.service.secrets.end(), settings.secrets.begin(), settings.secrets.end());
}

}  // namespace ropewalk::app
