// Triggers as JSON.
#pragma once

#include <vector>

#include "base/json.h"
#include "workflow/model.h"

namespace ropewalk::app {

/// The `events` member: each event with its filters as lists, schedules, and inputs.
[[nodiscard]] json::object events_json(const std::vector<workflow::Trigger>& triggers);

/// The `input-types` member: the types of the inputs of `workflow_dispatch`.
[[nodiscard]] json::object input_types_json(const workflow::Workflow& workflow);

}  // namespace ropewalk::app
