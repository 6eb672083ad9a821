#include "cli/commands/show_plan.h"

#include <algorithm>

#include "app/plan_workflows.h"
#include "base/json.h"
#include "cli/console/plan_table.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "report/plan_json.h"

namespace ropewalk::cli {

int show_plan(const plan::Plan& plan, PlanForm form, Outside& outside) {
  ports::Terminal& terminal = outside.terminal();
  PlanLayout layout;
  if (terminal.is_terminal(ports::Stream::kOutput)) {
    layout.columns = static_cast<std::size_t>(std::max(terminal.size().columns, 1));
  }
  const Palette palette(shows_colours(ports::Stream::kOutput, outside));
  switch (form) {
    case PlanForm::kTable: terminal.write(ports::Stream::kOutput, plan_table(plan, layout, palette)); break;
    case PlanForm::kTree: terminal.write(ports::Stream::kOutput, plan_tree(plan, layout, palette)); break;
    case PlanForm::kJson:
      terminal.write(ports::Stream::kOutput, to_pretty_json_text(report::to_json(plan)) + "\n");
      break;
  }
  return app::is_incomplete(plan) ? kExitIncomplete : kExitSuccess;
}

}  // namespace ropewalk::cli
