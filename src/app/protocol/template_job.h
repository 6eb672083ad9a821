// Jobs and steps as JSON.
#pragma once

#include <optional>

#include "app/protocol/template_token.h"
#include "base/json.h"
#include "workflow/permissions.h"

namespace ropewalk::app {

/// Every permission that is not none.
[[nodiscard]] json::object permissions_json(const workflow::Permissions& permissions);

/// The jobs of a workflow. `inherited` is what jobs may do that state no permissions.
[[nodiscard]] json::array jobs_json(const workflow::Workflow& workflow,
                                    const std::optional<workflow::Permissions>& inherited,
                                    const workflow::Dialect& dialect, const TokenJson& tokens);

}  // namespace ropewalk::app
