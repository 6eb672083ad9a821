// The channels of an environment, kept with it without their secrets.
#pragma once

#include <filesystem>
#include <vector>

#include "config/notify.h"
#include "ports/files.h"

namespace ropewalk::app {

/// Writes `notify.json` into the folder, where it says something else.
[[nodiscard]] Result<void> keep_channels(ports::Files& files, const std::filesystem::path& folder,
                                         const std::vector<config::NotifyChannel>& channels);
/// None when nothing was kept.
[[nodiscard]] std::vector<config::NotifyChannel> kept_channels(const ports::Files& files,
                                                               const std::filesystem::path& folder);

}  // namespace ropewalk::app
