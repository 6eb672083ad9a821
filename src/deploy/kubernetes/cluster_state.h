// The journal of an environment in a cluster as one text: what a ConfigMap holds.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "deploy/record.h"

namespace ropewalk::deploy {

/// Everything that is kept in one ConfigMap.
struct ClusterState {
  std::int64_t fence = 0;
  std::int64_t last_number = 0;
  std::int64_t last_sequence = 0;
  /// The highest sequence of an event that was moved into a ConfigMap of its own; 0: none was.
  std::int64_t archived_to = 0;
  /// Who wrote it last, and how often: so that a write whose answer was lost is known again.
  std::string writer = {};
  std::map<std::string, std::string, std::less<>> facts = {};
  std::map<std::int64_t, Deployment> deployments = {};
  std::vector<Event> events = {};
};

/// An event with its sequence, and back.
[[nodiscard]] json::object event_json(const Event& event);
[[nodiscard]] Result<Event> event_of(const json::value& value);

[[nodiscard]] std::string text_of(const ClusterState& state);
/// Errors: kInvalid for a text that is none.
[[nodiscard]] Result<ClusterState> cluster_state_from(const std::string& text);

}  // namespace ropewalk::deploy
