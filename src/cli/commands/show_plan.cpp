#include "cli/commands/show_plan.h"

#include "app/obstacles.h"
#include "app/plan_workflows.h"
#include "base/json.h"
#include "cli/commands/broken_workflows.h"
#include "cli/console/plan_table.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "report/plan_json.h"

namespace ropewalk::cli {

int show_plan(const plan::Plan& plan, PlanForm form, const actions::ActionStore& store, Outside& outside) {
  const int code = stronger(report_broken(plan, outside), report_failures(plan, outside));
  mention_warnings(plan, outside);
  if (plan.runs.empty() && !plan.broken.empty() && form != PlanForm::kJson) {
    return code;
  }
  Screen screen = outside.screen();
  PlanLayout layout;
  if (screen.columns() > 0) {
    layout.columns = static_cast<std::size_t>(screen.columns());
  }
  layout.obstacles = [&](const plan::PlannedJob& job, const std::vector<report::LegView>& legs) {
    return app::obstacles(job, legs, outside.environment(), store);
  };
  const Palette palette = screen.palette();
  switch (form) {
    case PlanForm::kTable: screen.print(plan_table(plan, layout, palette)); break;
    case PlanForm::kTree: screen.print(plan_tree(plan, layout, palette)); break;
    case PlanForm::kJson: screen.print(to_pretty_json_text(report::to_json(plan)) + "\n"); break;
  }
  return app::is_incomplete(plan) ? stronger(code, kExitIncomplete) : code;
}

}  // namespace ropewalk::cli
