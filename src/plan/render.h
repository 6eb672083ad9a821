// A plan as text for people: a table, or a tree.
#pragma once

#include <cstddef>
#include <string>

#include "diag/render.h"
#include "plan/plan.h"

namespace ropewalk::plan {

struct RenderOptions {
  /// Columns of the terminal; lines are kept within, down to 60. 0 where there is no terminal: then nothing is cut or
  /// wrapped, since what reads on may look for whole values.
  std::size_t width = 0;
  diag::Style style = diag::Style::kPlain;
};

/// One row for each job: workflow, job, legs, needs, runs-on, and why it would not run, with `file:line:col`.
[[nodiscard]] std::string render_table(const Plan& plan, const RenderOptions& options = {});

/// Workflows, their jobs, and below them the legs and the jobs of called workflows.
[[nodiscard]] std::string render_tree(const Plan& plan, const RenderOptions& options = {});

}  // namespace ropewalk::plan
