// A plan as text for people: a table, or a tree.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "cli/console/palette.h"
#include "plan/plan.h"
#include "report/plan_view.h"

namespace ropewalk::cli {

/// Why a planned job would not run here, or not all of it; empty for most (app/obstacles.h).
using ObstaclesOf =
    std::function<std::vector<std::string>(const plan::PlannedJob& job, const std::vector<report::LegView>& legs)>;

struct PlanLayout {
  /// Columns of a line, at least 40; what is longer goes on below. Off a terminal too: programs read the JSON.
  std::size_t columns = 120;
  ObstaclesOf obstacles = nullptr;
};

/// One row for each job: workflow, job, legs, needs, runs-on, and why it would not run, with `file:line:col`, or not
/// here.
[[nodiscard]] std::string plan_table(const plan::Plan& plan, const PlanLayout& layout, const Palette& palette);

/// Workflows, their jobs, and below them the legs and the jobs of called workflows.
[[nodiscard]] std::string plan_tree(const plan::Plan& plan, const PlanLayout& layout, const Palette& palette);

}  // namespace ropewalk::cli
