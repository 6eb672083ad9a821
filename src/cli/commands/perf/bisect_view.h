// What a bisection found, as text for people and as JSON (schemas/perf-bisect.schema.json).
#pragma once

#include <string>

#include "app/perf/bisect.h"
#include "base/json.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// One line for a step, or for the whole change where there is none yet.
[[nodiscard]] std::string bisect_line(const app::BisectFinding& finding, const app::BisectStep* step);
/// What it comes to, below the steps.
[[nodiscard]] std::string bisect_result(const app::BisectFinding& finding);

[[nodiscard]] json::object bisection_json(const app::Bisection& bisection, const app::CompareRequest& request);

/// 1 when a commit is found that made something slower, 3 when one is looked for and not found, else 0.
[[nodiscard]] int bisection_code(const app::Bisection& bisection);

/// Bisects, and prints steps and results as they come unless it is `quiet`.
[[nodiscard]] Result<app::Bisection> show_bisection(const app::CompareRequest& request, const app::Place& place,
                                                    bool quiet, Outside& outside);

}  // namespace ropewalk::cli
