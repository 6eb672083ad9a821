// From a repository and what the user asks for to the plan of a deployment.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/errors.h"
#include "app/place.h"
#include "deploy/machine.h"
#include "deploy/plan.h"
#include "deploy/record.h"

namespace ropewalk::app {

/// The folder of the service that a command is about, and its name.
struct ServicePlace {
  /// Of the service: the nearest one upwards that looks like one, within the repository.
  std::filesystem::path folder;
  std::string name;
};

[[nodiscard]] ServicePlace find_service_place(const ports::Files& files, const Place& place, bool has_directory);

struct PlanRequest {
  std::string environment;
  /// A commit, tag, branch or digest; empty: HEAD.
  std::string version;
};

struct MadePlan {
  deploy::Plan plan;
  /// What was found, a line each, for people.
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  /// Commits since the one that serves now, newest first.
  std::vector<deploy::Deployment::Change> changes;
  /// The branch or tag that it comes from; empty when it is neither.
  std::string branch;
  std::vector<std::string> tags;
};

/// Errors: kUsage for a version that is not there, kNotFound without a service, those of the configuration.
[[nodiscard]] Checked<MadePlan> make_plan(const PlanRequest& request, const Place& place, const ServicePlace& service,
                                          const deploy::Machine& machine);

}  // namespace ropewalk::app
