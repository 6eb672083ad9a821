// A plan as text for people: a table, or a tree.
#pragma once

#include <cstddef>
#include <string>

#include "cli/console/palette.h"
#include "plan/plan.h"
#include "report/job_outlook.h"

namespace ropewalk::cli {

struct PlanLayout {
  /// Columns of a line, at least 40; what is longer goes on below. Off a terminal too: programs read the JSON.
  std::size_t columns = 120;
  report::OutlookOf outlook = nullptr;
};

/// One row for each job: workflow, job, legs, needs, runs-on, and why it would not run, with `file:line:col`, or not
/// here, or what it waits for. Below them the filters that runs pass over.
[[nodiscard]] std::string plan_table(const plan::Plan& plan, const PlanLayout& layout, const Palette& palette);

/// Workflows, their jobs, and below them the legs and the jobs of called workflows.
[[nodiscard]] std::string plan_tree(const plan::Plan& plan, const PlanLayout& layout, const Palette& palette);

}  // namespace ropewalk::cli
