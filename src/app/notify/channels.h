// The configured channels with their secrets, as the environment's variables hold them.
#pragma once

#include <string>
#include <vector>

#include "config/notify.h"
#include "notify/channel.h"
#include "notify/redact.h"
#include "ports/environment.h"

namespace ropewalk::app {

struct Channels {
  /// Those that can be sent to.
  std::vector<notify::Channel> ready = {};
  /// All that are configured, without their secrets: who gets which message does not hang on a variable.
  std::vector<notify::Channel> all = {};
  /// Why the others cannot be sent to: a variable is not set.
  std::vector<Error> troubles = {};
};

[[nodiscard]] Channels make_channels(const std::vector<config::NotifyChannel>& settings,
                                     const ports::Environment& environment);

/// One that hides the channels' secrets and whatever else in the environment is one.
[[nodiscard]] notify::Redactor make_redactor(const Channels& channels, const ports::Environment& environment);

}  // namespace ropewalk::app
