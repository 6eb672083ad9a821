// Jobs and steps as JSON.
#pragma once

#include <optional>

#include "base/json.h"
#include "workflow/json/token_json.h"
#include "workflow/permissions.h"

namespace ropewalk::workflow {

/// Every permission that is not none.
[[nodiscard]] json::object permissions_json(const Permissions& permissions);

/// The jobs of a workflow. `inherited` is what jobs may do that state no permissions.
[[nodiscard]] json::array jobs_json(const Workflow& workflow, const std::optional<Permissions>& inherited,
                                    Dialect dialect, const TokenJson& tokens);

}  // namespace ropewalk::workflow
