// The folders of a job: made before its first step, removed after its last.
#pragma once

#include <string_view>

#include "engine/backend.h"
#include "engine/run_context.h"

namespace ropewalk::engine {

/// Makes them and writes event.json. `name` is the job's folder below the work folder. Errors: those of the file
/// system.
[[nodiscard]] Result<JobFolders> make_job_folders(const RunContext& run, std::string_view name);

/// Removes them, unless the options keep them; `is_kept` leaves all but the small files. What cannot be removed is
/// said, not an error: the job has ended.
[[nodiscard]] std::string remove_job_folders(const RunContext& run, const JobFolders& folders, bool is_kept);

/// A job's id as a name of a folder: everything but letters, digits, `.`, `_` and `-` becomes `_`; never empty, `.` or
/// `..`, and not long.
[[nodiscard]] std::string folder_name(std::string_view id);

}  // namespace ropewalk::engine
