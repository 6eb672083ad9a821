// A plan as JSON (schemas/plan.schema.json).
#pragma once

#include "base/json.h"
#include "plan/plan.h"

namespace ropewalk::report {

/// The stable form for programs.
[[nodiscard]] json::value to_json(const plan::Plan& plan);

}  // namespace ropewalk::report
