// The jobs of a workflow and how they depend on each other.
#pragma once

#include <vector>

#include "workflow/convert/conversion.h"

namespace ropewalk::workflow {

/// Every job in order. Unknown needs and cycles are noted when the jobs themselves are right.
[[nodiscard]] std::vector<Job> convert_jobs(Conversion& conversion, const Token& jobs);

/// Counts a job against the limit of all files together; noted once. `id` is the job's key.
void count_job(ReadState& state, const Token& id);

}  // namespace ropewalk::workflow
