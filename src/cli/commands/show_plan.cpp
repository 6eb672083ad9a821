#include "cli/commands/show_plan.h"

#include "app/job_outlook.h"
#include "app/plan_workflows.h"
#include "app/read_config.h"
#include "base/json.h"
#include "cli/commands/broken_workflows.h"
#include "cli/console/plan_table.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "report/plan_json.h"

namespace ropewalk::cli {

int show_plan(const plan::Plan& plan, PlanForm form, const app::Place& place, const actions::ActionStore& store,
              Outside& outside) {
  const auto settings = app::read_config(outside.files(), place);
  if (!settings.errors.empty()) {
    static_cast<void>(report(settings.errors, outside));
    return kExitUsage;
  }
  const int code = stronger(report_broken(plan, outside), report_failures(plan, outside));
  mention_warnings(plan, place, outside);
  if (plan.runs.empty() && !plan.broken.empty() && form != PlanForm::kJson) {
    return code;
  }
  Screen screen = outside.screen();
  PlanLayout layout;
  if (screen.columns() > 0) {
    layout.columns = static_cast<std::size_t>(screen.columns());
  }
  const app::OutlookGrounds grounds{
      .machine = outside.environment(), .store = store, .environments = settings.config.environments};
  layout.outlook = [&](const plan::PlannedRun& run, const plan::PlannedJob& job,
                       const std::vector<report::LegView>& legs) { return app::outlook_of(run, job, legs, grounds); };
  const Palette palette = screen.palette();
  switch (form) {
    case PlanForm::kTable: screen.print(plan_table(plan, layout, palette)); break;
    case PlanForm::kTree: screen.print(plan_tree(plan, layout, palette)); break;
    case PlanForm::kJson: screen.print(to_pretty_json_text(report::to_json(plan, layout.outlook)) + "\n"); break;
  }
  return app::is_incomplete(plan) ? stronger(code, kExitIncomplete) : code;
}

}  // namespace ropewalk::cli
