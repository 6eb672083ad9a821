// `service:` and `environments:`: what is deployed, and how each environment is deployed to. What is not given is found
// or has its default.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "yaml/document.h"

namespace ropewalk::config {

struct ServiceSettings {
  std::optional<std::string> name;
  /// `process`, `container` or `kubernetes`.
  std::optional<std::string> target;
  std::optional<std::string> image;
  std::optional<std::string> command;
  std::optional<int> port;
  std::optional<std::string> health;
  std::optional<int> replicas;
  std::map<std::string, std::string> environment;
  std::vector<std::string> secrets;
  std::vector<std::string> requirements;
  std::optional<std::string> migrate;
  bool migration_is_irreversible = false;
};

/// What `is_environment_name` asks, in words.
inline constexpr std::string_view kEnvironmentNames = "an environment's name has letters, digits, '-', '_' and '.'";
/// At most 100 of those, and neither '.' nor '-' in front.
[[nodiscard]] bool is_environment_name(std::string_view name);

struct EnvironmentSettings {
  using Time = std::chrono::duration<double>;
  struct Step {
    int weight = 0;
    Time pause{0};
  };

  std::string name;
  /// `recreate`, `rolling`, `blue-green` or `canary`.
  std::optional<std::string> strategy;
  std::vector<Step> steps;
  std::optional<Time> bake;
  std::optional<Time> health_timeout;
  std::optional<Time> drain_timeout;
  std::optional<std::string> url;
  std::vector<std::string> smoke;
  std::vector<std::string> hosts;
  std::vector<std::string> branches;
  std::vector<std::string> tags;
  std::vector<std::string> reviewers;
  std::optional<int> required;
  std::optional<bool> self_review;
  std::optional<Time> wait;
  /// How long votes count, and how long is waited for enough of them.
  std::optional<Time> expires;
  std::vector<std::string> break_glass;
  /// When a deployment may begin (base/weekly_window.h).
  std::vector<std::string> windows;
  /// A PEM file with the certificate and its key: the proxy speaks TLS and HTTP/2.
  std::optional<std::string> certificate;
  /// The file of the policy that an image has to hold to.
  std::optional<std::string> verify;
  std::optional<int> replicas;
  /// It is in a cluster.
  struct Kubernetes {
    std::optional<std::string> context;
    std::optional<std::string> name_space;
  };
  std::optional<Kubernetes> kubernetes;
  std::map<std::string, std::string> environment;
  /// The `vars` of workflows' jobs in this environment.
  std::map<std::string, std::string> variables = {};
  /// Names: of the service's secrets, and of those that only jobs in such an environment see.
  std::vector<std::string> secrets;
  /// Of its name in the file.
  SourceRef place;
};

/// Reads a section; what is wrong goes to `errors`, each with its place.
[[nodiscard]] ServiceSettings read_service(const yaml::Document& document, const yaml::Node& node,
                                           std::vector<Error>& errors);
[[nodiscard]] std::vector<EnvironmentSettings> read_environments(const yaml::Document& document, const yaml::Node& node,
                                                                 std::vector<Error>& errors);

}  // namespace ropewalk::config
