// Makes a release, or goes on with one: the use case behind `ropewalk release run` and `release status`.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "app/release/run/step.h"

namespace ropewalk::app {

struct RunReleaseRequest {
  ReleaseRequest plan;
  /// Without it the steps are only looked at.
  bool acts = false;
  /// Only the steps of these names; empty: all.
  std::vector<std::string> only = {};
  /// The image's repository, in place of the one that is configured.
  std::optional<std::string> image = {};
};

struct ReleaseReport {
  /// Nothing when there is nothing to release.
  std::optional<ReleaseTarget> target;
  release::Plan plan;
  std::vector<StepReport> steps;
  /// The release before was begun here, never reached the remote, and is not what is released now; an alarm says so.
  bool has_left_behind = false;

  [[nodiscard]] bool is_complete() const;
};

/// Takes the steps in order; told after each. Errors: those of planning; kUsage for a step that there is not; kInvalid
/// for a world that contradicts the release (a tag elsewhere, a file with another hash); kIncomplete for a server that
/// doesn't answer. What was done before stays done.
[[nodiscard]] Result<ReleaseReport> run_release(const RunReleaseRequest& request, const Place& place,
                                                const config::Config& config, const ReleasePorts& ports,
                                                const std::function<void(const StepReport&)>& on_step,
                                                std::stop_token stop);

}  // namespace ropewalk::app
