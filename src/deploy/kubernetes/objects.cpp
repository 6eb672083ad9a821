#include "deploy/kubernetes/objects.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "base/hash.h"

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kHashDigits = 10;
constexpr int kAfterDrain = 10;
constexpr int kLongestPause = 5;
constexpr int kKeptJobSeconds = 86'400;

std::string image_of(const ServiceSpec& service) {
  return service.references.empty() ? service.image : service.references.front();
}

json::object version_labels(const ClusterNames& names, const Plan& plan) {
  json::object labels = names.labels();
  if (const std::string version = label_value(plan.version); !version.empty()) {
    labels["app.kubernetes.io/version"] = version;
  }
  return labels;
}

json::array variables_of(const Plan& plan, std::int64_t number, const std::string& secret) {
  json::array all;
  const auto add = [&](std::string_view name, std::string_view value) {
    all.push_back(json::object{{"name", name}, {"value", value}});
  };
  add("PORT", std::to_string(plan.service.port));
  if (number != 0) {
    add("ROPEWALK_DEPLOYMENT", std::to_string(number));
  }
  for (const auto& [name, value] : plan.service.environment) {
    const bool is_taken =
        name == "PORT" || name == "ROPEWALK_DEPLOYMENT" ||
        std::find(plan.service.secrets.begin(), plan.service.secrets.end(), name) != plan.service.secrets.end();
    // `{port}` and its like stand for what only processes have.
    if (!is_taken && value.find('{') == std::string::npos) {
      add(name, value);
    }
  }
  if (!secret.empty()) {
    for (const std::string& name : plan.service.secrets) {
      all.push_back(
          json::object{{"name", name},
                       {"valueFrom", json::object{{"secretKeyRef", json::object{{"name", secret}, {"key", name}}}}}});
    }
  }
  return all;
}

json::object container_of(const ClusterNames& names, const Plan& plan, std::int64_t number, const std::string& secret) {
  return {{"name", dns_label(names.service, 40)},
          {"image", image_of(plan.service)},
          {"imagePullPolicy", "IfNotPresent"},
          {"env", variables_of(plan, number, secret)}};
}

json::array words(const std::vector<std::string>& all) { return json::array(all.begin(), all.end()); }

json::object readiness_of(const Plan& plan) {
  json::object probe{{"periodSeconds", 1}, {"timeoutSeconds", 2}, {"failureThreshold", 3}, {"successThreshold", 1}};
  const json::object port{{"port", plan.service.port}};
  if (plan.service.any_answer_is_healthy) {
    probe["tcpSocket"] = port;
  } else {
    json::object get = port;
    get["path"] = plan.service.health_path;
    probe["httpGet"] = std::move(get);
  }
  return probe;
}

}  // namespace

json::object make_release(const ClusterNames& names, const Plan& plan, std::int64_t number, const std::string& secret,
                          const ReleaseScale& scale) {
  json::object selector{{"app.kubernetes.io/instance", names.base()}, {kReleaseLabel, std::to_string(number)}};
  json::object labels = version_labels(names, plan);
  labels[kReleaseLabel] = std::to_string(number);
  json::object container = container_of(names, plan, number, secret);
  if (!plan.service.command.empty()) {
    container["args"] = words(plan.service.command);
  }
  container["ports"] = json::array{json::object{{"name", "http"}, {"containerPort", plan.service.port}}};
  container["readinessProbe"] = readiness_of(plan);
  const int drain = static_cast<int>(std::ceil(plan.rules.drain_timeout.count()));
  // A node that does not know yet that a pod goes still sends to it for a moment.
  if (const int pause = std::min(drain, kLongestPause); pause > 0) {
    container["lifecycle"] = json::object{{"preStop", json::object{{"sleep", json::object{{"seconds", pause}}}}}};
  }
  const int patience = std::max(1, static_cast<int>(std::ceil(plan.rules.health_timeout.count())));
  return {
      {"apiVersion", "apps/v1"},
      {"kind", "Deployment"},
      {"metadata",
       json::object{{"name", names.release(number)},
                    {"labels", labels},
                    {"annotations", json::object{{kReplicasNote, fmt::format("{}", fmt::join(scale.replicas, ","))}}}}},
      {"spec",
       json::object{
           {"replicas", scale.pods},
           {"selector", json::object{{"matchLabels", std::move(selector)}}},
           {"revisionHistoryLimit", 1},
           {"progressDeadlineSeconds", patience},
           {"strategy", json::object{{"type", "RollingUpdate"},
                                     {"rollingUpdate", json::object{{"maxUnavailable", 0}, {"maxSurge", 1}}}}},
           {"template", json::object{{"metadata", json::object{{"labels", labels}}},
                                     {"spec", json::object{{"terminationGracePeriodSeconds", drain + kAfterDrain},
                                                           {"containers", json::array{std::move(container)}}}}}}}}};
}

std::string secret_name(const ClusterNames& names, const SecretValues& values) {
  if (values.empty()) {
    return {};
  }
  json::object all;
  for (const auto& [name, value] : values) {
    all[name] = value;
  }
  return fmt::format("{}-s{}", names.base(), to_hex(sha256(to_json_text(all))).substr(0, kHashDigits));
}

json::object secret_object(const ClusterNames& names, const SecretValues& values) {
  json::object data;
  for (const auto& [name, value] : values) {
    data[name] = to_base64(value);
  }
  return {{"apiVersion", "v1"},
          {"kind", "Secret"},
          {"metadata", json::object{{"name", secret_name(names, values)}, {"labels", names.labels()}}},
          {"type", "Opaque"},
          {"immutable", true},
          {"data", std::move(data)}};
}

std::string migration_name(const ClusterNames& names, const Plan& plan) {
  std::string_view digest = plan.digest;
  digest.remove_prefix(digest.starts_with("sha256:") ? std::string_view("sha256:").size() : 0);
  return fmt::format("{}-m{}", names.base(), digest.substr(0, kHashDigits));
}

json::object migration_job(const ClusterNames& names, const Plan& plan, const std::string& secret) {
  json::object container = container_of(names, plan, 0, secret);
  container["args"] = words(plan.service.migration);
  json::object labels = version_labels(names, plan);
  labels["app.kubernetes.io/component"] = "migration";
  // Its pods are none of the environment's: the Service must never find them.
  json::object pod_labels = labels;
  pod_labels["app.kubernetes.io/instance"] = names.base() + "-migration";
  return {{"apiVersion", "batch/v1"},
          {"kind", "Job"},
          {"metadata", json::object{{"name", migration_name(names, plan)}, {"labels", labels}}},
          {"spec",
           json::object{
               {"backoffLimit", 0},
               {"ttlSecondsAfterFinished", kKeptJobSeconds},
               {"template", json::object{{"metadata", json::object{{"labels", pod_labels}}},
                                         {"spec", json::object{{"restartPolicy", "Never"},
                                                               {"containers", json::array{std::move(container)}}}}}}}}};
}

json::object service_object(const ClusterNames& names, int port, const Selection& selection,
                            const std::map<std::string, std::string>& notes) {
  json::object selector{{"app.kubernetes.io/instance", names.base()}};
  if (selection.kind == Selection::Kind::kOne) {
    selector[kReleaseLabel] = std::to_string(selection.number);
  } else if (selection.kind == Selection::Kind::kNone) {
    selector[kReleaseLabel] = "none";
  }
  json::object annotations;
  for (const auto& [name, value] : notes) {
    annotations[name] = value;
  }
  return {{"apiVersion", "v1"},
          {"kind", "Service"},
          {"metadata",
           json::object{{"name", names.base()}, {"labels", names.labels()}, {"annotations", std::move(annotations)}}},
          {"spec",
           json::object{{"selector", std::move(selector)},
                        {"ports", json::array{json::object{
                                      {"name", "http"}, {"port", port}, {"targetPort", port}, {"protocol", "TCP"}}}}}}};
}

Shares shares_for(int percent, int most_fresh, int most_old) {
  constexpr int kHalf = 50;
  Shares shares{.fresh = most_fresh, .old = most_old};
  if (percent <= kHalf) {
    shares.fresh = most_old * percent / (100 - percent);
  } else {
    shares.old = most_fresh * (100 - percent) / percent;
  }
  shares.fresh = std::clamp(shares.fresh, 1, std::max(1, most_fresh));
  shares.old = std::clamp(shares.old, 1, std::max(1, most_old));
  return shares;
}

}  // namespace ropewalk::deploy
