// What looks as if something should be released, or more of it, and is not.
#pragma once

#include <string>
#include <vector>

#include "release/plan.h"

namespace ropewalk::release {

/// Alarms over the commits of a plan that asks for `level`: merged pull requests whose title cannot be read, titles
/// that nearly are of the convention, breaking changes that stand where they do not count, merges that claim more than
/// what they bring.
[[nodiscard]] std::vector<std::string> find_alarms(const std::vector<ReadCommit>& commits, Level level,
                                                   const Settings& settings);

}  // namespace ropewalk::release
