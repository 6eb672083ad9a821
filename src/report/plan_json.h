// A plan as JSON (schemas/plan.schema.json).
#pragma once

#include "base/json.h"
#include "plan/plan.h"
#include "report/job_outlook.h"

namespace ropewalk::report {

/// The stable form for programs. Without `outlook` nothing is said of what is known beforehand of jobs.
[[nodiscard]] json::value to_json(const plan::Plan& plan, const OutlookOf& outlook = nullptr);

}  // namespace ropewalk::report
