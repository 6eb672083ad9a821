// git in a folder of the job.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "actions/step_host.h"

namespace ropewalk::actions::builtin {

/// Runs git in `folder`, its output in the log. Errors: kInvalid when it fails.
[[nodiscard]] Result<void> run_git(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
                                   StepHost& host);
/// The same quietly: what it wrote. The error has git's own words.
[[nodiscard]] Result<std::string> read_git(const std::filesystem::path& folder,
                                           const std::vector<std::string>& arguments, StepHost& host);

}  // namespace ropewalk::actions::builtin
