#include "deploy/plan.h"

#include <algorithm>
#include <array>

#include "base/hash.h"

namespace ropewalk::deploy {
namespace {

constexpr std::array<std::pair<StrategyKind, std::string_view>, 4> kStrategies = {
    {{StrategyKind::kRecreate, "recreate"},
     {StrategyKind::kRolling, "rolling"},
     {StrategyKind::kBlueGreen, "blue-green"},
     {StrategyKind::kCanary, "canary"}}};

json::array texts(const std::vector<std::string>& all) { return json::array(all.begin(), all.end()); }

json::object to_json(const EnvironmentRules& rules) {
  json::array steps;
  for (const CanaryStep& step : rules.steps) {
    steps.push_back(json::object{{"weight", step.weight}, {"pause", step.pause.count()}});
  }
  json::object all{
      {"name", rules.name},
      {"strategy", name_of(rules.strategy)},
      {"steps", std::move(steps)},
      {"bake", rules.bake.count()},
      {"health_timeout", rules.health_timeout.count()},
      {"drain_timeout", rules.drain_timeout.count()},
      {"health_count", rules.health_count},
      {"url", rules.url},
      {"smoke", texts(rules.smoke)},
      {"hosts", texts(rules.hosts)},
      {"branches", texts(rules.branches)},
      {"tags", texts(rules.tags)},
      {"reviewers", texts(rules.reviewers)},
      {"required", rules.required},
      {"self_review", rules.self_review},
      {"wait", rules.wait.count()},
      {"expires", rules.expires.count()},
      {"break_glass", texts(rules.break_glass)},
      {"windows", texts(rules.windows)},
      {"certificate", rules.certificate},
      {"verify",
       json::object{{"file", rules.verify.file}, {"text", rules.verify.text}, {"keys", texts(rules.verify.keys)}}}};
  // Left out where it says nothing, as in plans from before there were clusters: what was approved stays the same.
  if (!rules.cluster.context.empty() || !rules.cluster.name_space.empty()) {
    all["cluster"] = json::object{{"context", rules.cluster.context}, {"namespace", rules.cluster.name_space}};
  }
  if (!rules.verify.root.empty()) {
    all["verify"].as_object()["root"] = rules.verify.root;
  }
  return all;
}

json::object to_json(const ServiceSpec& service) {
  json::array environment;
  for (const auto& [name, value] : service.environment) {
    environment.push_back(json::array{name, value});
  }
  return {{"name", service.name},
          {"target", name_of(service.target)},
          {"command", texts(service.command)},
          {"environment", std::move(environment)},
          {"secrets", texts(service.secrets)},
          {"requirements", texts(service.requirements)},
          {"packages", texts(service.packages)},
          {"is_package", service.is_package},
          {"shares_folder", service.shares_folder},
          {"python", service.python},
          {"port", service.port},
          {"health_path", service.health_path},
          {"any_answer_is_healthy", service.any_answer_is_healthy},
          {"replicas", service.replicas},
          {"migration", texts(service.migration)},
          {"migration_is_irreversible", service.migration_is_irreversible},
          {"image", service.image},
          {"references", texts(service.references)}};
}

/// Members with a default for what is not there.
class Members {
 public:
  explicit Members(const json::object& object) : object_(object) {}

  [[nodiscard]] std::string text(std::string_view key) const { return std::string(string_member(object_, key)); }
  [[nodiscard]] double number(std::string_view key, double otherwise) const {
    const json::value* const value = object_.if_contains(key);
    return value != nullptr && value->is_number() ? value->to_number<double>() : otherwise;
  }
  [[nodiscard]] int integer(std::string_view key, int otherwise) const {
    return static_cast<int>(number(key, otherwise));
  }
  [[nodiscard]] bool flag(std::string_view key, bool otherwise) const {
    const json::value* const value = object_.if_contains(key);
    return value != nullptr && value->is_bool() ? value->get_bool() : otherwise;
  }
  [[nodiscard]] const json::array& list(std::string_view key) const {
    static const json::array kNone;
    const json::value* const value = object_.if_contains(key);
    return value != nullptr && value->is_array() ? value->get_array() : kNone;
  }
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> all;
    for (const json::value& item : list(key)) {
      if (item.is_string()) {
        all.emplace_back(item.get_string());
      }
    }
    return all;
  }
  [[nodiscard]] Members object(std::string_view key) const {
    static const json::object kNone;
    const json::value* const value = object_.if_contains(key);
    return Members(value != nullptr && value->is_object() ? value->get_object() : kNone);
  }

 private:
  const json::object& object_;
};

EnvironmentRules rules_from(const Members& in) {
  EnvironmentRules rules;
  rules.name = in.text("name");
  for (const auto& [kind, name] : kStrategies) {
    rules.strategy = name == in.text("strategy") ? kind : rules.strategy;
  }
  rules.steps.clear();
  for (const json::value& step : in.list("steps")) {
    if (step.is_object()) {
      const Members of(step.get_object());
      rules.steps.push_back({of.integer("weight", 0), Seconds(of.number("pause", 0))});
    }
  }
  rules.bake = Seconds(in.number("bake", rules.bake.count()));
  rules.health_timeout = Seconds(in.number("health_timeout", rules.health_timeout.count()));
  rules.drain_timeout = Seconds(in.number("drain_timeout", rules.drain_timeout.count()));
  rules.health_count = in.integer("health_count", rules.health_count);
  rules.url = in.text("url");
  rules.smoke = in.texts("smoke");
  rules.hosts = in.texts("hosts");
  rules.branches = in.texts("branches");
  rules.tags = in.texts("tags");
  rules.reviewers = in.texts("reviewers");
  rules.required = in.integer("required", 0);
  rules.self_review = in.flag("self_review", true);
  rules.wait = Seconds(in.number("wait", 0));
  rules.expires = Seconds(in.number("expires", 0));
  rules.break_glass = in.texts("break_glass");
  rules.windows = in.texts("windows");
  rules.certificate = in.text("certificate");
  const Members cluster = in.object("cluster");
  rules.cluster = {.context = cluster.text("context"), .name_space = cluster.text("namespace")};
  const Members verify = in.object("verify");
  rules.verify = {.file = verify.text("file"),
                  .text = verify.text("text"),
                  .keys = verify.texts("keys"),
                  .root = verify.text("root")};
  return rules;
}

ServiceSpec service_from(const Members& in) {
  ServiceSpec service;
  service.name = in.text("name");
  for (const TargetKind kind : {TargetKind::kProcess, TargetKind::kContainer, TargetKind::kKubernetes}) {
    service.target = in.text("target") == name_of(kind) ? kind : service.target;
  }
  service.command = in.texts("command");
  for (const json::value& pair : in.list("environment")) {
    if (pair.is_array() && pair.get_array().size() == 2 && pair.get_array()[0].is_string() &&
        pair.get_array()[1].is_string()) {
      service.environment.emplace_back(pair.get_array()[0].get_string(), pair.get_array()[1].get_string());
    }
  }
  service.secrets = in.texts("secrets");
  service.requirements = in.texts("requirements");
  service.packages = in.texts("packages");
  service.is_package = in.flag("is_package", false);
  service.shares_folder = in.flag("shares_folder", false);
  service.python = in.text("python");
  service.port = in.integer("port", service.port);
  service.health_path = in.text("health_path");
  service.any_answer_is_healthy = in.flag("any_answer_is_healthy", false);
  service.replicas = std::max(1, in.integer("replicas", 1));
  service.migration = in.texts("migration");
  service.migration_is_irreversible = in.flag("migration_is_irreversible", false);
  service.image = in.text("image");
  service.references = in.texts("references");
  return service;
}

}  // namespace

std::string_view name_of(StrategyKind kind) {
  return std::find_if(kStrategies.begin(), kStrategies.end(), [&](const auto& pair) { return pair.first == kind; })
      ->second;
}

std::string_view name_of(TargetKind kind) {
  switch (kind) {
    case TargetKind::kProcess: return "process";
    case TargetKind::kContainer: return "container";
    case TargetKind::kKubernetes: return "kubernetes";
  }
  return {};
}

json::object to_json(const Plan& plan) {
  return {{"environment", to_json(plan.rules)},
          {"service", to_json(plan.service)},
          {"version", plan.version},
          {"digest", plan.digest},
          {"commit", plan.commit},
          {"author", plan.author},
          {"source", plan.source}};
}

Result<Plan> plan_from_json(const json::value& value) {
  if (!value.is_object()) {
    return fail(ErrorKind::kInvalid, "a deployment's plan is not a JSON object");
  }
  const Members in(value.get_object());
  Plan plan{.rules = rules_from(in.object("environment")),
            .service = service_from(in.object("service")),
            .version = in.text("version"),
            .digest = in.text("digest"),
            .commit = in.text("commit"),
            .author = in.text("author"),
            .source = in.text("source")};
  if (plan.digest.empty() || (plan.service.command.empty() && plan.service.image.empty())) {
    return fail(ErrorKind::kInvalid, "a deployment's plan names nothing to run");
  }
  return plan;
}

std::string configuration_of(const Plan& plan) {
  const json::object object{{"environment", to_json(plan.rules)}, {"service", to_json(plan.service)}};
  return to_hex(sha256(to_json_text(object)));
}

std::string identity_of(const Plan& plan) {
  const json::object object{
      {"environment", to_json(plan.rules)}, {"service", to_json(plan.service)}, {"digest", plan.digest}};
  return to_hex(sha256(to_json_text(object)));
}

}  // namespace ropewalk::deploy
