// A resolved deployment: everything that is needed to carry it out, to carry it on after a crash and to go back to it
// later, without the repository that it came from.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace ropewalk::deploy {

using Seconds = std::chrono::duration<double>;

enum class StrategyKind { kRecreate, kRolling, kBlueGreen, kCanary };
[[nodiscard]] std::string_view name_of(StrategyKind kind);

enum class TargetKind { kProcess, kContainer, kKubernetes };
[[nodiscard]] std::string_view name_of(TargetKind kind);

/// One stage of a canary: its share of the traffic in percent, and the least time that it has it.
struct CanaryStep {
  int weight = 10;
  Seconds pause{0};
};

/// What an image has to be before it is deployed: the text of a policy, the keys that it names and the text of its
/// trusted root, as they were when the deployment was asked for. Without a file nothing is asked.
struct VerifyPolicy {
  std::string file = {};
  std::string text = {};
  /// PEM.
  std::vector<std::string> keys = {};
  /// Of a policy with identities; else empty.
  std::string root = {};
};

/// The cluster of an environment, as its configuration says; everything may be empty.
struct ClusterPlace {
  /// Of the kubeconfig; empty: its current one.
  std::string context = {};
  /// Empty: the context's, else `default`.
  std::string name_space = {};
};

/// How an environment is deployed to. The defaults are those of an environment without configuration.
struct EnvironmentRules {
  std::string name = {};
  StrategyKind strategy = StrategyKind::kBlueGreen;
  std::vector<CanaryStep> steps = {{10, Seconds(0)}, {50, Seconds(0)}};
  Seconds bake{30};
  Seconds health_timeout{60};
  Seconds drain_timeout{30};
  /// Good answers in a row before a version gets traffic.
  int health_count = 3;
  /// `http://shop.localhost:8080`; empty: chosen on loopback.
  std::string url = {};
  /// Paths that have to answer with less than 400 before a version gets traffic.
  std::vector<std::string> smoke = {};
  std::vector<std::string> hosts = {};
  std::vector<std::string> branches = {};
  std::vector<std::string> tags = {};
  std::vector<std::string> reviewers = {};
  int required = 0;
  bool self_review = true;
  Seconds wait{0};
  /// 0: as long as votes count without it.
  Seconds expires{0};
  std::vector<std::string> break_glass = {};
  /// When it may begin (base/weekly_window.h); empty: always.
  std::vector<std::string> windows = {};
  VerifyPolicy verify = {};
  /// The absolute path of a PEM file; empty: no TLS.
  std::string certificate = {};
  /// Of the target kubernetes.
  ClusterPlace cluster = {};
};

/// What runs, and how it is started and asked.
struct ServiceSpec {
  std::string name = {};
  TargetKind target = TargetKind::kProcess;
  /// Words; `{port}` and `{host}` stand for what an instance listens on, `{data}` for a folder that all versions share.
  /// The first is looked up in the version's own environment.
  std::vector<std::string> command = {};
  /// As `command`, in the values.
  std::vector<std::pair<std::string, std::string>> environment = {};
  /// Names of secrets; their values are kept apart and never shown.
  std::vector<std::string> secrets = {};
  /// Requirements files, relative to the tree; installed before `packages`.
  std::vector<std::string> requirements = {};
  /// Packages that the command needs and that no requirement names.
  std::vector<std::string> packages = {};
  /// The tree is a package of its own that is installed.
  bool is_package = false;
  /// It runs in a folder that all its versions share, and not in its tree.
  bool shares_folder = false;
  /// `>=3.11`.
  std::string python = {};
  int port = 8000;
  std::string health_path = "/";
  /// Any answer below 500 is good: no health path was found.
  bool any_answer_is_healthy = false;
  int replicas = 1;
  std::vector<std::string> migration = {};
  bool migration_is_irreversible = false;
  /// Of containers: the image as the engine knows it on this machine.
  std::string image = {};
  /// The names by which registries have it: `registry/name@sha256:…`.
  std::vector<std::string> references = {};
};

struct Plan {
  EnvironmentRules rules;
  ServiceSpec service;
  std::string version = {};
  std::string digest = {};
  std::string commit = {};
  std::string author = {};
  /// Where the tree is now; it is copied from there. No part of the plan's identity.
  std::string source = {};
};

[[nodiscard]] json::object to_json(const Plan& plan);
[[nodiscard]] Result<Plan> plan_from_json(const json::value& value);
/// SHA-256 of the plan, as an approval is bound to it, and of its configuration alone.
[[nodiscard]] std::string identity_of(const Plan& plan);
[[nodiscard]] std::string configuration_of(const Plan& plan);

}  // namespace ropewalk::deploy
