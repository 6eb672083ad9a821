// The steps of a job or of a composite action.
#pragma once

#include <vector>

#include "workflow/convert/conversion.h"

namespace ropewalk::workflow {

/// Every step in order, with ids: those that were written are checked, the others get one (`__run`,
/// `__actions_checkout`). Steps inside of `parallel` share the ids of the job.
[[nodiscard]] std::vector<Step> convert_steps(Conversion& conversion, const Token& steps);

}  // namespace ropewalk::workflow
