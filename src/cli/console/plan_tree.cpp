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
  bool is_dim = false;
  std::vector<Branch> below;
};

/// One planned run as its branches are made.
struct RunBranches {
  const PlannedRun& run;
  const RunView view;
  const report::OutlookOf& outlook;
};

Branch job_branch(const RunBranches& all, const PlannedWorkflow& workflow, const PlannedJob& job);

std::vector<Branch> job_branches(const RunBranches& all, const PlannedWorkflow& workflow) {
  std::vector<Branch> branches;
  for (const PlannedJob& job : workflow.jobs) {
    branches.push_back(job_branch(all, workflow, job));
  }
  return branches;
}

std::string with_labels(const LegView& leg) {
  return leg.runs_on.empty() ? leg.name : fmt::format("{}  on {}", leg.name, join(leg.runs_on, ", "));
}

Branch job_branch(const RunBranches& all, const PlannedWorkflow& workflow, const PlannedJob& job) {
  if (job.refusal) {
    return {.text = job.id + ": " + refusal_text(*job.refusal), .is_refused = true, .below = {}};
  }
  const std::vector<LegView> legs = all.view.legs_of(workflow, job);
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
  if (std::string known = all.outlook ? outlook_text(all.outlook(all.run, job, legs)) : ""; !known.empty()) {
    branch.below.push_back({.text = std::move(known), .is_dim = true, .below = {}});
  }
  if (has_legs) {
    for (const LegView& leg : legs) {
      branch.below.push_back({.text = with_labels(leg), .below = {}});
    }
  }
  if (job.called) {
    for (Branch& inner : job_branches(all, *job.called)) {
      branch.below.push_back(std::move(inner));
    }
  }
  return branch;
}

Branch run_branch(const plan::Plan& plan, const PlannedRun& run, const report::OutlookOf& outlook) {
  if (run.refusal) {
    return {.text = run.name + ": " + refusal_text(*run.refusal), .is_refused = true, .below = {}};
  }
  Branch branch;
  branch.text = run.name == run.path ? run.name : fmt::format("{} ({})", run.name, run.path);
  if (run.title != run.name) {
    branch.text += ": " + run.title;
  }
  branch.below = job_branches({run, RunView(plan, run), outlook}, run.root);
  if (std::string passed = passed_over_text(run); !passed.empty()) {
    branch.below.insert(branch.below.begin(), {.text = std::move(passed), .is_dim = true, .below = {}});
  }
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
        out += (branch.is_refused || branch.is_dim ? palette.paint(Ink::kDim, line) : line) + "\n";
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
    branches.push_back(run_branch(plan, run, layout.outlook));
  }
  text.add(branches, "");
  return std::move(text.out);
}

}  // namespace ropewalk::cli
