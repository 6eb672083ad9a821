// One environment in a cluster: what its pods are doing, and its Deployments as they were started and scaled. The
// target and the edge of a kubernetes environment both go by it.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "deploy/kubernetes/api.h"
#include "deploy/kubernetes/objects.h"

namespace ropewalk::deploy {

struct ClusterPod {
  std::string name = {};
  bool is_ready = false;
  /// Why it will hardly become ready by itself (`CrashLoopBackOff: back-off …`); empty while it may.
  std::string trouble = {};
  int restarts = 0;
  int port = 0;
  /// Of its readiness probe; empty where that only connects.
  std::string health_path = {};
};

/// A version's Deployment.
struct ClusterRelease {
  std::int64_t number = 0;
  ReleaseScale scale = {};
  json::object object = {};
};

class Cluster {
 public:
  Cluster(ClusterPlace place, ClusterNames names, const Machine& machine);

  [[nodiscard]] KubernetesApi& api() { return api_; }
  [[nodiscard]] const ClusterNames& names() const { return names_; }

  /// As it was a moment ago at most.
  [[nodiscard]] Result<std::optional<ClusterRelease>> release(std::int64_t number);
  /// In the order of their numbers.
  [[nodiscard]] Result<std::vector<ClusterRelease>> releases();
  /// The oldest first, those that are on their way out not among them. Looked at anew when what is known is older than
  /// a moment.
  [[nodiscard]] Result<std::vector<ClusterPod>> pods(std::int64_t number);
  [[nodiscard]] Result<void> scale(ClusterRelease& release, ReleaseScale scale);
  /// What is known of versions and pods is looked at anew: something was changed.
  void forget() {
    pods_.clear();
    releases_.clear();
  }

 private:
  struct Seen {
    std::vector<ClusterPod> pods;
    std::chrono::steady_clock::time_point when;
  };

  ClusterNames names_;
  Machine machine_;
  KubernetesApi api_;
  struct SeenRelease {
    std::optional<ClusterRelease> release;
    std::chrono::steady_clock::time_point when;
  };
  std::map<std::int64_t, Seen> pods_;
  std::map<std::int64_t, SeenRelease> releases_;
};

}  // namespace ropewalk::deploy
