// Makes an event of what the user asked for and what git knows.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "plan/event.h"
#include "plan/repository_facts.h"

namespace ropewalk::plan {

/// What the user asked for.
struct EventRequest {
  std::string name = "push";
  /// The payload as given; made from the facts when there is none.
  std::optional<json::object> payload;
  /// `--input K=V`, in order.
  std::vector<std::pair<std::string, std::string>> inputs;
  /// `--set github.event.pull_request.draft=true`, in order: path and text (a JSON value, else a string).
  std::vector<std::pair<std::string, std::string>> overrides;
};

/// Makes the event. Errors: kUsage for an unknown event name or override, kInvalid for a payload of the wrong form.
[[nodiscard]] Result<Event> make_event(const EventRequest& request, const RepositoryFacts& facts);

}  // namespace ropewalk::plan
