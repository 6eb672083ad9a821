#include "deploy/kubernetes/cluster_target.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "base/base64.h"
#include "base/strings.h"
#include "deploy/steps/work.h"

namespace ropewalk::deploy {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds kPoll{300};
constexpr milliseconds kLogTime{20'000};
constexpr milliseconds kMoreThanProbe{1000};
constexpr int kForbidden = 403;
constexpr int kLastLines = 3;

/// Whether the API itself says this, and not the pod behind it.
bool is_status(const ports::HttpResponse& answer) {
  const auto value =
      answer.body.starts_with('{') ? parse_json(answer.body, "an answer") : Result<json::value>(json::value(nullptr));
  return value && value->is_object() && string_member(value->get_object(), "kind") == "Status" &&
         string_member(value->get_object(), "apiVersion") == "v1";
}

class ClusterTarget final : public Target {
 public:
  ClusterTarget(Cluster& cluster, fs::path folder, const Machine& machine)
      : cluster_(cluster), folder_(std::move(folder)), machine_(machine) {}

  /// The nodes pull the image themselves: here it is only looked whether the cluster can be reached at all.
  Result<void> fetch(const Plan& plan, std::stop_token /*stop*/) override {
    const std::string name = plan.service.references.empty() ? plan.service.image : plan.service.references.front();
    if (!name.ends_with("@" + plan.digest)) {
      return fail(ErrorKind::kInvalid, fmt::format("the image {} is not named by its digest {}", name, plan.digest));
    }
    const auto releases = cluster_.releases();
    return releases ? Result<void>() : Result<void>(fail(releases.error()));
  }

  Result<void> build(const Plan& plan, std::stop_token /*stop*/) override {
    const auto secret = keep_secret(plan);
    return secret ? Result<void>() : Result<void>(fail(secret.error()));
  }

  Result<void> migrate(const Plan& plan, std::stop_token stop) override {
    KubernetesApi& api = cluster_.api();
    const std::string name = migration_name(cluster_.names(), plan);
    auto job = api.get("batch/v1", "jobs", name);
    if (job && *job && number_at(**job, "status.failed", 0) > 0) {
      // One that failed before is tried again.
      if (auto removed = remove_job(name); !removed) {
        return removed;
      }
      job = std::optional<json::object>();
    }
    if (job && !*job) {
      const auto secret = keep_secret(plan);
      const auto made = secret ? api.apply("batch/v1", "jobs", migration_job(cluster_.names(), plan, *secret), true)
                               : Result<json::object>(fail(secret.error()));
      if (!made) {
        return fail(made.error());
      }
    }
    while (job) {
      job = api.get("batch/v1", "jobs", name);
      if (job && *job && number_at(**job, "status.succeeded", 0) > 0) {
        return {};
      }
      if (job && (!*job || number_at(**job, "status.failed", 0) > 0)) {
        return fail(ErrorKind::kInvalid, *job ? words_of_job(name) : fmt::format("the job {} is gone", name));
      }
      if (!rest(kPoll, stop)) {
        static_cast<void>(remove_job(name));
        return fail(ErrorKind::kInterrupted, "stopped while the migration ran");
      }
    }
    return fail(job.error());
  }

  Result<Instance> start(const Plan& plan, std::int64_t number, int replica) override {
    auto release = cluster_.release(number);
    if (!release) {
      return fail(std::move(release.error()));
    }
    if (!*release) {
      const auto secret = keep_secret(plan);
      if (!secret) {
        return fail(secret.error());
      }
      ReleaseScale scale{.replicas = {replica}, .pods = 1};
      if (plan.rules.strategy != StrategyKind::kRolling) {
        scale.replicas.resize(static_cast<std::size_t>(plan.service.replicas));
        std::iota(scale.replicas.begin(), scale.replicas.end(), 1);
        scale.pods = plan.service.replicas;
      }
      const auto made = cluster_.api().apply("apps/v1", "deployments",
                                             make_release(cluster_.names(), plan, number, *secret, scale), true);
      cluster_.forget();
      return made ? Result<Instance>(instance_of(number, replica, plan.service.port)) : fail(made.error());
    }
    ReleaseScale scale = (*release)->scale;
    if (std::find(scale.replicas.begin(), scale.replicas.end(), replica) == scale.replicas.end()) {
      const bool is_whole = scale.pods == static_cast<int>(scale.replicas.size());
      scale.replicas.push_back(replica);
      std::sort(scale.replicas.begin(), scale.replicas.end());
      scale.pods = is_whole ? static_cast<int>(scale.replicas.size()) : scale.pods;
      if (auto scaled = cluster_.scale(**release, std::move(scale)); !scaled) {
        return fail(std::move(scaled.error()));
      }
    }
    return instance_of(number, replica, plan.service.port);
  }

  std::vector<Instance> instances(std::int64_t number) override {
    std::vector<Instance> all;
    const auto release = cluster_.release(number);
    if (!release || !*release) {
      return all;
    }
    const ReleaseScale& scale = (*release)->scale;
    for (std::size_t i = 0; i < std::min(scale.replicas.size(), static_cast<std::size_t>(std::max(scale.pods, 0)));
         ++i) {
      all.push_back(instance_of(number, scale.replicas[i], 0));
    }
    return all;
  }

  std::vector<std::int64_t> numbers() override {
    std::vector<std::int64_t> all;
    const auto releases = cluster_.releases();
    for (const ClusterRelease& release : releases ? *releases : std::vector<ClusterRelease>()) {
      all.push_back(release.number);
    }
    return all;
  }

  bool is_running(const Instance& instance) override { return trouble_of(instance).empty(); }

  bool restarts_by_itself() const override { return true; }

  void stop(std::int64_t number, milliseconds patience) override {
    cluster_.forget();
    if (const auto removed = cluster_.api().remove("apps/v1", "deployments", cluster_.names().release(number));
        !removed) {
      return;
    }
    const auto deadline = machine_.clock.monotonic() + patience;
    while (machine_.clock.monotonic() < deadline) {
      cluster_.forget();
      const auto left = cluster_.pods(number);
      if (!left || left->empty()) {
        break;
      }
      rest(kPoll, {});
    }
    remove_unused_secrets();
  }

  void stop_one(const Instance& instance, milliseconds /*patience*/) override {
    auto release = cluster_.release(instance.number);
    if (!release || !*release) {
      return;
    }
    ReleaseScale scale = (*release)->scale;
    std::erase(scale.replicas, instance.replica);
    scale.pods = std::min(scale.pods, static_cast<int>(scale.replicas.size()));
    static_cast<void>(cluster_.scale(**release, std::move(scale)));
  }

  ports::ProbeAnswer probe(const Instance& instance, const ports::ProbeRequest& request) override {
    const auto pod = pod_of(instance);
    if (!pod || !pod->is_ready) {
      return {.end = ports::ProbeEnd::kRefused};
    }
    const auto begin = machine_.clock.monotonic();
    const auto answer =
        cluster_.api().fetch("v1", "pods", fmt::format("{}:{}/proxy{}", pod->name, pod->port, request.path),
                             request.timeout + kMoreThanProbe);
    const auto time = std::chrono::duration_cast<std::chrono::microseconds>(machine_.clock.monotonic() - begin);
    if (!answer) {
      return {.end = time >= request.timeout ? ports::ProbeEnd::kHangs : ports::ProbeEnd::kBroken, .time = time};
    }
    if (is_status(*answer)) {
      const bool is_health = pod->health_path.empty() || request.path == pod->health_path;
      if (answer->status == kForbidden && is_health) {
        // Nobody may ask pods here: what the kubelet has found out about the same path is good enough.
        return {.end = ports::ProbeEnd::kAnswered, .status = 200};
      }
      if (answer->status != kForbidden) {
        return {.end = ports::ProbeEnd::kRefused, .time = time};
      }
    }
    return {.end = ports::ProbeEnd::kAnswered,
            .status = answer->status,
            .time = time,
            .body = answer->body.substr(0, 200),
            .content_type = std::string(answer->header("content-type"))};
  }

  std::string last_words(const Instance& instance) override {
    std::string words = trouble_of(instance);
    const auto pod = pod_of(instance);
    if (!pod) {
      return words;
    }
    for (const bool is_previous : {true, false}) {
      if (is_previous && pod->restarts == 0) {
        continue;
      }
      const auto text = cluster_.api().fetch(
          "v1", "pods", fmt::format("{}/log?tailLines={}&previous={}", pod->name, kLastLines, is_previous), kLogTime);
      if (text && text->is_success() && !trim(text->body).empty()) {
        const auto lines = split_lines(trim(text->body));
        words += (words.empty() ? "" : "; ") + std::string(lines.back());
        break;
      }
    }
    return words;
  }

  Result<std::string> log(const Instance& instance) override {
    const auto pod = pod_of(instance);
    if (!pod) {
      return fail(ErrorKind::kNotFound, "it has no pod");
    }
    const auto text = cluster_.api().fetch("v1", "pods", pod->name + "/log", kLogTime);
    if (!text) {
      return fail(text.error());
    }
    return text->is_success() ? Result<std::string>(text->body)
                              : fail(ErrorKind::kNotFound, fmt::format("the API answered {}", text->status));
  }

  /// Another machine may have deployed there: the cluster has the values, too.
  Result<std::vector<std::string>> secrets_elsewhere() override {
    const auto secrets = cluster_.api().list("v1", "secrets", cluster_.names().all());
    if (!secrets) {
      return fail(secrets.error());
    }
    std::vector<std::string> values;
    for (const json::object& secret : *secrets) {
      for (const auto& member : object_at(secret, "data")) {
        if (const auto value = member.value().is_string() ? from_base64(member.value().get_string()) : std::nullopt) {
          values.push_back(*value);
        }
      }
    }
    return values;
  }

 private:
  [[nodiscard]] Instance instance_of(std::int64_t number, int replica, int port) const {
    return {.name = server_name(number, replica),
            .number = number,
            .replica = replica,
            .port = port,
            .container = cluster_.names().release(number)};
  }

  /// Pods have no numbers: the replica that comes first has the oldest one.
  std::optional<ClusterPod> pod_of(const Instance& instance) {
    const std::vector<Instance> all = instances(instance.number);
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const Instance& one) { return one.replica == instance.replica; });
    const auto pods = cluster_.pods(instance.number);
    const auto index = static_cast<std::size_t>(at - all.begin());
    return pods && index < pods->size() ? std::optional((*pods)[index]) : std::nullopt;
  }

  /// Empty while nothing is wrong with it.
  std::string trouble_of(const Instance& instance) {
    if (const auto pod = pod_of(instance)) {
      if (pod->is_ready) {
        return {};
      }
      return pod->trouble.empty() && pod->restarts > 0 ? fmt::format("it was restarted {} times", pod->restarts)
                                                       : pod->trouble;
    }
    const auto release = cluster_.release(instance.number);
    if (!release) {
      return {};  // what cannot be looked at is not known to be dead
    }
    if (!*release) {
      return fmt::format("the Deployment {} is gone", instance.container);
    }
    for (const json::value& condition : array_at((*release)->object, "status.conditions")) {
      if (condition.is_object() && string_member(condition.get_object(), "type") == "ReplicaFailure" &&
          string_member(condition.get_object(), "status") == "True") {
        return std::string(string_member(condition.get_object(), "message"));
      }
    }
    return {};
  }

  /// Their values as they are now, applied. Errors: kUsage for one that is not known.
  Result<std::string> keep_secret(const Plan& plan) {
    SecretValues values;
    for (const std::string& name : plan.service.secrets) {
      auto value = machine_.files.read(folder_ / "secrets" / name);
      const auto variable = machine_.environment.variable(name);
      if (!value && !variable) {
        return fail(ErrorKind::kUsage, fmt::format("the secret {} is not set", name),
                    "set a variable of this name for the command");
      }
      values.emplace_back(name, value ? std::move(*value) : *variable);
    }
    if (values.empty()) {
      return std::string();
    }
    const auto made = cluster_.api().apply("v1", "secrets", secret_object(cluster_.names(), values), true);
    return made ? Result<std::string>(secret_name(cluster_.names(), values)) : fail(made.error());
  }

  void remove_unused_secrets() {
    const auto secrets = cluster_.api().list("v1", "secrets", cluster_.names().all());
    const auto releases = cluster_.releases();
    if (!secrets || !releases) {
      return;
    }
    std::string used;
    for (const ClusterRelease& release : *releases) {
      used += to_json_text(object_at(release.object, "spec.template"));
    }
    for (const json::object& secret : *secrets) {
      const std::string name = text_at(secret, "metadata.name");
      if (used.find('"' + name + '"') == std::string::npos) {
        static_cast<void>(cluster_.api().remove("v1", "secrets", name));
      }
    }
  }

  Result<void> remove_job(const std::string& name) {
    if (auto removed = cluster_.api().remove("batch/v1", "jobs", name); !removed) {
      return removed;
    }
    constexpr milliseconds kPatience{10'000};
    const auto deadline = machine_.clock.monotonic() + kPatience;
    while (machine_.clock.monotonic() < deadline) {
      const auto left = cluster_.api().get("batch/v1", "jobs", name);
      if (!left || !*left) {
        break;
      }
      rest(kPoll, {});
    }
    return {};
  }

  std::string words_of_job(const std::string& name) {
    const auto pods = cluster_.api().list("v1", "pods", "batch.kubernetes.io/job-name=" + name);
    for (const json::object& pod : pods ? *pods : std::vector<json::object>()) {
      const auto text = cluster_.api().fetch(
          "v1", "pods", fmt::format("{}/log?tailLines={}", text_at(pod, "metadata.name"), kLastLines), kLogTime);
      if (text && text->is_success() && !trim(text->body).empty()) {
        return fmt::format("the migration failed: {}", trim(text->body));
      }
    }
    return fmt::format("the migration failed; `kubectl describe job {}` says more", name);
  }

  Cluster& cluster_;
  fs::path folder_;
  Machine machine_;
};

}  // namespace

std::unique_ptr<Target> make_cluster_target(Cluster& cluster, fs::path folder, const Machine& machine) {
  return std::make_unique<ClusterTarget>(cluster, std::move(folder), machine);
}

}  // namespace ropewalk::deploy
