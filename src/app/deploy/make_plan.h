// From a repository and what the user asks for to the plan of a deployment.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/errors.h"
#include "app/place.h"
#include "config/config.h"
#include "deploy/machine.h"
#include "deploy/plan.h"
#include "deploy/record.h"
#include "deploy/store.h"

namespace ropewalk::app {

/// The folder of the service that a command is about, and its name.
struct ServicePlace {
  /// Of the service: the nearest one upwards that looks like one, within the repository.
  std::filesystem::path folder;
  std::string name;
  /// What paths in its configuration count from.
  std::filesystem::path top = {};
  config::Config settings;
};

/// Errors: those of the configuration, all of them.
[[nodiscard]] Checked<ServicePlace> find_service_place(const ports::Files& files, const Place& place,
                                                       bool has_directory);

/// An image as its registry has it.
struct RegistryImage {
  std::string digest;
  /// That its labels say it is of; empty where they do not say.
  std::string commit;
};

/// The environment that `word` names, letters in any case: as it was deployed to, else as the configuration writes it,
/// else the word itself.
[[nodiscard]] std::string environment_name(std::string_view word, const ServicePlace& service,
                                           const deploy::Machine& machine);

struct PlanRequest {
  std::string environment;
  /// A commit, tag or branch; empty: HEAD.
  std::string version;
  /// What another environment runs, taken from there by its digest; `version` is not looked at.
  std::optional<deploy::Deployment> promoted = {};
  /// The plan that it runs by there.
  std::optional<deploy::Plan> promoted_plan = {};
  /// `version` names a container image.
  bool image = false;
  /// Asks the registry for an image that a cluster is to pull. Errors: those of the registry.
  std::function<Result<RegistryImage>(const std::string& reference)> find_image = {};
};

struct MadePlan {
  deploy::Plan plan;
  /// What was found, a line each, for people.
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  /// Why the environment's rules do not allow it; empty when they do.
  std::string refusal;
  /// Commits since the one that serves now, newest first: filled by find_changes().
  std::vector<deploy::Deployment::Change> changes;
  bool misses_changes = false;
};

/// Errors: kUsage for a version that is not there, kNotFound without a service, those of the configuration.
[[nodiscard]] Checked<MadePlan> make_plan(const PlanRequest& request, const Place& place, const ServicePlace& service,
                                          const deploy::Machine& machine);

/// What an environment has of a digest.
struct FoundDigest {
  deploy::Deployment deployment;
  deploy::Plan plan;
};

/// The deployment of any environment of the service that has this digest, or begins with it; nothing when none has.
[[nodiscard]] Result<std::optional<FoundDigest>> find_digest(std::string_view digest, const ServicePlace& service,
                                                             deploy::Stores& stores, const deploy::Machine& machine);

}  // namespace ropewalk::app
