// Processes that are known by a variable of their environment, wherever they went: into a session of their own, to
// init.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/process_numbers.h"

namespace ropewalk::platform {

/// Kills every process whose environment has the variable `name` with a value that starts with `value`, this process
/// apart, with all of the process group that it leads, and returns when they are gone (or after a second, for one that
/// the kernel does not let go). Says which, in the order of their numbers: "1234 (node)". What they start meanwhile is
/// found as well. `since` is a moment when nothing had this value yet: what is older need not be looked at.
[[nodiscard]] std::vector<std::string> end_marked_processes(std::string_view name, std::string_view value,
                                                            const std::optional<ProcessMoment>& since = {});

}  // namespace ropewalk::platform
