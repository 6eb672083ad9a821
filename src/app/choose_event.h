// Which event the workflows answer that the user has named.
#pragma once

#include <string>
#include <vector>

#include "app/read_workflows.h"
#include "app/workflow_path.h"
#include "base/result.h"
#include "plan/make_event.h"

namespace ropewalk::app {

/// A workflow that somebody names is to run, so the event must be one that it has. `request.name` is taken where the
/// user said so (`is_named`) or a workflow has it; `workflow_dispatch` where there are inputs to give and the workflows
/// take it; else the one event that all of them have and none has more of (`workflow_call` counts only where it is
/// alone). Errors: kUsage, with the events that a workflow has and what to add, where no event can be chosen or a file
/// that was named has not the one that is.
[[nodiscard]] Result<std::string> choose_event(const Workflows& workflows, const std::vector<WorkflowPath>& paths,
                                               const plan::EventRequest& request, bool is_named);

}  // namespace ropewalk::app
