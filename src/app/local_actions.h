// The actions of a repository's own folders, for what looks at workflows before they run.
#pragma once

#include <string_view>
#include <vector>

#include "app/read_workflows.h"
#include "app/workflow_path.h"
#include "lint/rule.h"
#include "ports/files.h"
#include "workflow/model.h"

namespace ropewalk::app {

/// Reads the action that `./folder` and `$/folder` mean in the repository, each once.
[[nodiscard]] lint::LocalActions local_actions(const ports::Files& files, const RepositoryRoot& repository);

/// The action files of the repository's own folders that these steps use, in their order, each once; none for folders
/// without one.
[[nodiscard]] std::vector<WorkflowPath> local_action_files(const std::vector<workflow::Step>& steps,
                                                           const ports::Files& files, const RepositoryRoot& repository);

}  // namespace ropewalk::app
