// What serves in an environment now, and what is under way there.
#pragma once

#include <string>

#include "app/deploy/open_environment.h"
#include "base/json.h"

namespace ropewalk::app {

enum class EnvironmentState { kIdle, kDeploying, kWaiting, kBaking, kHeld };
[[nodiscard]] std::string_view name_of(EnvironmentState state);

struct EnvironmentStatus {
  std::string environment;
  EnvironmentState state = EnvironmentState::kIdle;
  std::string url;
  /// What serves; number 0 before the first deployment.
  deploy::Deployment serving;
  /// What is under way; number 0 when nothing is.
  deploy::Deployment under_way;
  /// What a rollback would go to; 0 without one.
  std::int64_t previous = 0;
  /// The step that is being carried out.
  std::string phase;
  std::string waiting_for;
  std::string locked;
  /// Nothing serves since somebody has ended it.
  bool is_shut_down = false;
};

[[nodiscard]] Result<EnvironmentStatus> status_of(OpenEnvironment& environment, const std::string& url);
/// schemas/status.schema.json.
[[nodiscard]] json::object to_json(const EnvironmentStatus& status);

}  // namespace ropewalk::app
