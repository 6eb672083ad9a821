// The order that `needs:` makes of the jobs.
#pragma once

#include <vector>

#include "workflow/convert/conversion.h"

namespace ropewalk::workflow {

/// Notes needs that name no job, and jobs that wait for each other in a circle. `jobs` is the mapping of all jobs.
void check_needs(Conversion& conversion, const Token& jobs, const std::vector<Job>& converted);

}  // namespace ropewalk::workflow
