// A whole workflow file, from its root token.
#pragma once

#include "workflow/convert/conversion.h"

namespace ropewalk::workflow {

/// The typed workflow without the workflows that it calls. `root` must live in the workflow's own storage. What is
/// wrong is noted; then the result is of no use.
[[nodiscard]] Workflow convert_workflow(Conversion& conversion, const Token& root);

}  // namespace ropewalk::workflow
