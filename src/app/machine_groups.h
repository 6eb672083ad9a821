// Concurrency groups that all runs on this machine share, whatever process they are in.
#pragma once

#include <filesystem>
#include <memory>

#include "engine/concurrency_groups.h"
#include "ports/files.h"

namespace ropewalk::app {

/// `folder` is where the members of all groups leave word for each other; it is made when it is first needed. `files`
/// outlives the groups, and they every place in them.
[[nodiscard]] std::unique_ptr<engine::ConcurrencyGroups> make_machine_groups(std::filesystem::path folder,
                                                                             ports::Files& files);

}  // namespace ropewalk::app
