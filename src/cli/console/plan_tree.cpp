// The tree of a plan: workflows, jobs, legs and called jobs, with the branches drawn.
#include <fmt/format.h>

#include <algorithm>

#include "base/display.h"
#include "base/strings.h"
#include "cli/console/plan_table.h"
#include "cli/console/plan_text.h"
#include "report/plan_view.h"

namespace ropewalk::cli {
namespace {

using plan::PlannedJob;
using plan::PlannedRun;
using plan::PlannedWorkflow;
using report::LegView;
using report::RunView;

constexpr std::size_t kMinText = 20;

/// One line of the tree and what hangs below it.
struct Branch {
  std::string text;
  bool is_refused = false;
  std::vector<Branch> below;
};

Branch job_branch(const RunView& view, const PlannedWorkflow& workflow, const PlannedJob& job);

std::vector<Branch> job_branches(const RunView& view, const PlannedWorkflow& workflow) {
  std::vector<Branch> branches;
  for (const PlannedJob& job : workflow.jobs) {
    branches.push_back(job_branch(view, workflow, job));
  }
  return branches;
}

std::string with_labels(const LegView& leg) {
  return leg.runs_on.empty() ? leg.name : fmt::format("{}  on {}", leg.name, join(leg.runs_on, ", "));
}

Branch job_branch(const RunView& view, const PlannedWorkflow& workflow, const PlannedJob& job) {
  if (job.refusal) {
    return {.text = job.id + ": " + refusal_text(*job.refusal), .is_refused = true, .below = {}};
  }
  const std::vector<LegView> legs = view.legs_of(workflow, job);
  const bool has_legs = job.strategy && job.strategy->has_matrix;
  Branch branch;
  branch.text = has_legs || legs.empty() ? job.id : with_labels(legs.front());
  std::vector<std::string> needs;
  for (const std::size_t need : job.needs) {
    needs.push_back(workflow.jobs[need].id);
  }
  if (!needs.empty()) {
    branch.text += "  after " + join(needs, ", ");
  }
  if (job.job->uses != nullptr) {
    branch.text += fmt::format("  calls {}", job.job->uses->text);
  }
  if (!job.strategy) {
    branch.text += "  (legs known during the run)";
  }
  if (has_legs) {
    for (const LegView& leg : legs) {
      branch.below.push_back({.text = with_labels(leg), .is_refused = false, .below = {}});
    }
  }
  if (job.called) {
    for (Branch& inner : job_branches(view, *job.called)) {
      branch.below.push_back(std::move(inner));
    }
  }
  return branch;
}

Branch run_branch(const plan::Plan& plan, const PlannedRun& run) {
  if (run.refusal) {
    return {.text = run.name + ": " + refusal_text(*run.refusal), .is_refused = true, .below = {}};
  }
  Branch branch;
  branch.text = run.name == run.path ? run.name : fmt::format("{} ({})", run.name, run.path);
  if (run.title != run.name) {
    branch.text += ": " + run.title;
  }
  branch.below = job_branches(RunView(plan, run), run.root);
  return branch;
}

struct TreeText {
  std::size_t columns;
  const Palette& palette;
  std::string out;

  void add(const std::vector<Branch>& branches, const std::string& indent) {
    for (std::size_t i = 0; i < branches.size(); ++i) {
      const Branch& branch = branches[i];
      const bool is_last = i + 1 == branches.size();
      const std::string below = indent + (is_last ? "   " : "│  ");
      // Not to run is no failure: a dash, as for what is skipped.
      const std::string text = (branch.is_refused ? "- " : "") + printable(branch.text);
      const std::size_t used = text_width(indent) + 3;
      bool is_first = true;
      for (const std::string& line : wrapped(text, std::max(columns, used + kMinText) - used)) {
        out += is_first ? indent + (is_last ? "└─ " : "├─ ") : below;
        out += (branch.is_refused ? palette.paint(Ink::kDim, line) : line) + "\n";
        is_first = false;
      }
      add(branch.below, below);
    }
  }
};

}  // namespace

std::string plan_tree(const plan::Plan& plan, const PlanLayout& layout, const Palette& palette) {
  TreeText text{layout.columns, palette, event_lines(plan.event, layout.columns, palette)};
  std::vector<Branch> branches;
  for (const PlannedRun& run : plan.runs) {
    branches.push_back(run_branch(plan, run));
  }
  text.add(branches, "");
  return std::move(text.out);
}

}  // namespace ropewalk::cli
