// What a terminal shows of a deployment while it goes on: a pure function from a moment to lines of text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "deploy/edge.h"
#include "deploy/plan.h"
#include "deploy/record.h"
#include "diag/palette.h"
#include "ports/terminal.h"

namespace ropewalk::cli {

/// One of the versions that the proxy knows.
struct LiveVersion {
  /// `3f2a91c0de`; its deployment.
  std::string name = {};
  std::int64_t number = 0;
  bool is_new = false;
  /// Since the deployment began; a second, lately.
  std::int64_t requests = 0;
  std::int64_t errors = 0;
  double rate = 0;
  /// That it has now.
  std::int64_t current = 0;
  /// Of new requests, in percent.
  int share = 0;
};

struct LiveDeployment {
  ports::TerminalSize size = {};
  deploy::Time now = {};
  /// When the command began, and the step that is under way; empty before the first.
  deploy::Time begin = {};
  std::string step = {};
  deploy::Time step_begin = {};
  /// What a deployment waits for that has not begun; empty when it has.
  std::string waits_for = {};
  std::optional<deploy::Time> bake_end = {};
  /// The new one first.
  std::vector<LiveVersion> versions = {};
};

/// Counts and shares of the versions as the proxy has them now. `before` is what it had counted when it began.
[[nodiscard]] std::vector<LiveVersion> live_versions(const std::vector<deploy::EdgeServer>& servers,
                                                     const std::vector<deploy::EdgeServer>& before);

/// What a step waits for, in one sentence after "waits for".
[[nodiscard]] std::string waiting_sentence(const LiveDeployment& moment, const deploy::EnvironmentRules& rules,
                                           const deploy::ServiceSpec& service);

/// None wider than the terminal.
[[nodiscard]] std::vector<std::string> live_lines(const LiveDeployment& moment, const deploy::EnvironmentRules& rules,
                                                  const deploy::ServiceSpec& service, const diag::Palette& palette);

}  // namespace ropewalk::cli
