// An event as one workflow sees it.
#pragma once

#include <memory>

#include "expr/value.h"
#include "plan/event.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// Completes an event by what only the workflow declares: the inputs of a dispatch with their defaults and the
/// workflow's path; and, where the payload was made here, the first schedule, the first awaited workflow, the first
/// dispatch type. Returns `event` itself where there is nothing to complete.
[[nodiscard]] std::shared_ptr<const Event> event_for_workflow(const std::shared_ptr<const Event>& event,
                                                              const workflow::Workflow& workflow,
                                                              const std::string& path);

/// The same with the typed inputs in place as `github.event.inputs`.
[[nodiscard]] std::shared_ptr<const Event> event_with_inputs(const std::shared_ptr<const Event>& event,
                                                             const expr::Object& inputs);

}  // namespace ropewalk::plan
