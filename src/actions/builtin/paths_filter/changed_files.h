// What dorny/paths-filter asks git: which files have changed, against the base that the event and the inputs name.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "actions/native_action.h"

namespace ropewalk::actions::builtin {

struct ChangedFile {
  std::string name;
  /// added, copied, deleted, modified, renamed or unmerged.
  std::string status;
};

/// Asks git in the snapshot, which has all of the history, or in the job's working tree (`folder`) for base HEAD.
/// Errors: no base is known, and what git says.
[[nodiscard]] Result<std::vector<ChangedFile>> changed_files(const Inputs& inputs, const std::filesystem::path& folder,
                                                             StepHost& host);

}  // namespace ropewalk::actions::builtin
