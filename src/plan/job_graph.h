// Which jobs need which, and which of them were asked for.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "workflow/model.h"

namespace ropewalk::plan {

/// For each job the positions of those that it needs. Names have no case; a name that is no job of the workflow is left
/// out (the reader refuses such a file).
[[nodiscard]] std::vector<std::vector<std::size_t>> resolve_needs(const workflow::Workflow& workflow);

/// For each job whether it is one of `names` or needed by one, directly or not.
[[nodiscard]] std::vector<bool> select_jobs(const workflow::Workflow& workflow,
                                            const std::vector<std::vector<std::size_t>>& needs,
                                            const std::vector<std::string>& names);

/// True when the workflow has a job of this name.
[[nodiscard]] bool has_job(const workflow::Workflow& workflow, const std::string& name);

}  // namespace ropewalk::plan
