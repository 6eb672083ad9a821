#include "cli/commands/show_plan.h"

#include <algorithm>

#include "app/plan_workflows.h"
#include "base/json.h"
#include "cli/exit_code.h"
#include "cli/messages.h"
#include "plan/render.h"

namespace ropewalk::cli {

int show_plan(const plan::Plan& plan, PlanForm form, Outside& outside) {
  ports::Terminal& terminal = outside.terminal();
  plan::RenderOptions options;
  if (terminal.is_terminal(ports::Stream::kOutput)) {
    options.width = static_cast<std::size_t>(std::max(terminal.size().columns, 1));
  }
  if (shows_colours(ports::Stream::kOutput, outside)) {
    options.style = diag::Style::kColour;
  }
  switch (form) {
    case PlanForm::kTable: terminal.write(ports::Stream::kOutput, plan::render_table(plan, options)); break;
    case PlanForm::kTree: terminal.write(ports::Stream::kOutput, plan::render_tree(plan, options)); break;
    case PlanForm::kJson:
      terminal.write(ports::Stream::kOutput, to_pretty_json_text(plan::to_json(plan)) + "\n");
      break;
  }
  return app::is_incomplete(plan) ? kExitIncomplete : kExitSuccess;
}

}  // namespace ropewalk::cli
