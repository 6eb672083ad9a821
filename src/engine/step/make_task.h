// From a written step to one that can run.
#pragma once

#include "engine/step_task.h"
#include "workflow/model.h"

namespace ropewalk::engine {

/// `file` is where the step stands, `frame` the composite action that it is part of (null for a job's own). The step
/// and all that it points at must outlive the task.
[[nodiscard]] StepTask make_task(const workflow::Step& step, const SourceFilePtr& file,
                                 std::shared_ptr<CompositeFrame> frame);

}  // namespace ropewalk::engine
