// An action that lies in a folder of this machine.
#pragma once

#include <filesystem>
#include <string_view>

#include "actions/action_store.h"
#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::actions {

/// Reads the action in `folder`: action.yml, action.yaml, then a bare Dockerfile (GitHub's order). `top` is where links
/// of its file may not lead out of; `shown_name` is what messages call the folder. All paths are canonical. Errors:
/// kNotFound when there is none; kInvalid for what its file has wrong.
[[nodiscard]] Result<FolderAction> read_action_folder(const std::filesystem::path& folder,
                                                      const std::filesystem::path& top,
                                                      const std::filesystem::path& shown_name,
                                                      const ports::Files& files);

}  // namespace ropewalk::actions
