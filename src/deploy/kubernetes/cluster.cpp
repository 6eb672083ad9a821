#include "deploy/kubernetes/cluster.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/strings.h"

namespace ropewalk::deploy {
namespace {

constexpr std::chrono::milliseconds kFresh{250};
/// States of a container that waits for something which will not come by itself.
constexpr std::array<std::string_view, 8> kTroubles = {
    "CrashLoopBackOff",    "ImagePullBackOff",           "InvalidImageName",     "ErrImageNeverPull",
    "RegistryUnavailable", "CreateContainerConfigError", "CreateContainerError", "RunContainerError"};

template <class Number>
Number number_of(std::string_view text) {
  Number value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

ClusterRelease read_release(const json::object& object) {
  ClusterRelease release{.object = object};
  const json::object& labels = object_at(object, "metadata.labels");
  release.number = number_of<std::int64_t>(string_member(labels, kReleaseLabel));
  const std::string_view replicas = string_member(object_at(object, "metadata.annotations"), kReplicasNote);
  for (const std::string_view one : split(replicas, ',')) {
    if (const int replica = number_of<int>(one); replica > 0) {
      release.scale.replicas.push_back(replica);
    }
  }
  release.scale.pods = static_cast<int>(number_at(object, "spec.replicas", 0));
  return release;
}

/// What a container that ended said of itself.
std::string end_of(const json::object& terminated) {
  return fmt::format("{} (exit code {})", string_member(terminated, "reason"), number_at(terminated, "exitCode", 0));
}

void read_container(const json::object& status, ClusterPod& pod) {
  pod.restarts += static_cast<int>(number_at(status, "restartCount", 0));
  const std::string reason = text_at(status, "state.waiting.reason");
  if (std::find(kTroubles.begin(), kTroubles.end(), reason) != kTroubles.end()) {
    const std::string message = text_at(status, "state.waiting.message");
    pod.trouble = message.empty() ? reason : reason + ": " + message;
    if (const json::object& last = object_at(status, "lastState.terminated"); !last.empty()) {
      pod.trouble += ", after " + end_of(last);
    }
  } else if (const json::object& ended = object_at(status, "state.terminated"); !ended.empty()) {
    pod.trouble = end_of(ended);
  }
}

ClusterPod read_pod(const json::object& object) {
  ClusterPod pod{.name = text_at(object, "metadata.name")};
  for (const json::value& condition : array_at(object, "status.conditions")) {
    if (!condition.is_object()) {
      continue;
    }
    const json::object& one = condition.get_object();
    if (string_member(one, "type") == "Ready") {
      pod.is_ready = string_member(one, "status") == "True";
    } else if (string_member(one, "type") == "PodScheduled" && string_member(one, "reason") == "Unschedulable") {
      pod.trouble = fmt::format("Unschedulable: {}", string_member(one, "message"));
    }
  }
  for (const json::value& status : array_at(object, "status.containerStatuses")) {
    if (status.is_object()) {
      read_container(status.get_object(), pod);
    }
  }
  if (text_at(object, "status.phase") == "Failed") {
    const std::string reason = text_at(object, "status.reason");
    pod.trouble = pod.trouble.empty() ? (reason.empty() ? "it failed" : reason) : pod.trouble;
  }
  const json::array& containers = array_at(object, "spec.containers");
  if (!containers.empty() && containers.front().is_object()) {
    const json::object& container = containers.front().get_object();
    const json::array& ports = array_at(container, "ports");
    if (!ports.empty() && ports.front().is_object()) {
      pod.port = static_cast<int>(number_at(ports.front().get_object(), "containerPort", 0));
    }
    pod.health_path = text_at(container, "readinessProbe.httpGet.path");
  }
  return pod;
}

}  // namespace

Cluster::Cluster(ClusterPlace place, ClusterNames names, const Machine& machine)
    : names_(std::move(names)), machine_(machine), api_(std::move(place), machine) {}

Result<std::optional<ClusterRelease>> Cluster::release(std::int64_t number) {
  const auto now = machine_.clock.monotonic();
  if (const auto known = releases_.find(number); known != releases_.end() && now - known->second.when < kFresh) {
    return known->second.release;
  }
  auto object = api_.get("apps/v1", "deployments", names_.release(number));
  if (!object) {
    return fail(std::move(object.error()));
  }
  SeenRelease& seen = releases_[number];
  seen = {.release = *object ? std::optional(read_release(**object)) : std::nullopt, .when = now};
  return seen.release;
}

Result<std::vector<ClusterRelease>> Cluster::releases() {
  const auto objects = api_.list("apps/v1", "deployments", names_.all());
  if (!objects) {
    return fail(objects.error());
  }
  std::vector<ClusterRelease> all;
  for (const json::object& object : *objects) {
    if (text_at(object, "metadata.deletionTimestamp").empty()) {
      all.push_back(read_release(object));
    }
  }
  std::erase_if(all, [](const ClusterRelease& one) { return one.number == 0; });
  std::sort(all.begin(), all.end(), [](const auto& left, const auto& right) { return left.number < right.number; });
  return all;
}

Result<std::vector<ClusterPod>> Cluster::pods(std::int64_t number) {
  const auto now = machine_.clock.monotonic();
  if (const auto known = pods_.find(number); known != pods_.end() && now - known->second.when < kFresh) {
    return known->second.pods;
  }
  auto objects = api_.list("v1", "pods", names_.of_release(number));
  if (!objects) {
    return fail(std::move(objects.error()));
  }
  std::erase_if(*objects, [](const json::object& one) { return !text_at(one, "metadata.deletionTimestamp").empty(); });
  std::sort(objects->begin(), objects->end(), [](const json::object& left, const json::object& right) {
    const auto key = [](const json::object& one) {
      return std::pair(text_at(one, "metadata.creationTimestamp"), text_at(one, "metadata.name"));
    };
    return key(left) < key(right);
  });
  std::vector<ClusterPod> all;
  for (const json::object& object : *objects) {
    all.push_back(read_pod(object));
  }
  pods_[number] = {all, now};
  return all;
}

/// The whole configuration is applied again, taken from what the object has of ours: an apply that leaves a field out
/// gives it up.
Result<void> Cluster::scale(ClusterRelease& release, ReleaseScale scale) {
  if (release.scale.replicas == scale.replicas && release.scale.pods == scale.pods) {
    return {};
  }
  json::object applied{
      {"apiVersion", "apps/v1"},
      {"kind", "Deployment"},
      {"metadata",
       json::object{{"name", names_.release(release.number)},
                    {"labels", object_at(release.object, "metadata.labels")},
                    {"annotations", json::object{{kReplicasNote, fmt::format("{}", fmt::join(scale.replicas, ","))}}}}},
      {"spec", object_at(release.object, "spec")}};
  applied["spec"].get_object()["replicas"] = scale.pods;
  const auto done = api_.apply("apps/v1", "deployments", applied, true);
  if (!done) {
    return fail(done.error());
  }
  release.object = *done;
  release.scale = std::move(scale);
  forget();
  return {};
}

}  // namespace ropewalk::deploy
