// Reads workflow files with the reusable workflows of the same repository that they call.
#pragma once

#include <memory>
#include <vector>

#include "app/errors.h"
#include "app/find_workflows.h"
#include "workflow/model.h"
#include "workflow/reader.h"

namespace ropewalk::app {

using Workflows = std::vector<std::shared_ptr<const workflow::Workflow>>;

/// Reads a file as a source that messages name as `name`. Errors: those of reading.
[[nodiscard]] Result<SourceFilePtr> read_source(const ports::Files& files, const std::filesystem::path& path,
                                                const std::string& name);

/// Loads called workflows (`./.github/workflows/x.yml`) from below `top`. A call into another repository is an error:
/// kNotFound with a hint.
[[nodiscard]] workflow::WorkflowLoader local_loader(const ports::Files& files, const std::filesystem::path& top);

/// All of the files, or the errors of all of them.
[[nodiscard]] Checked<Workflows> read_workflows(const ports::Files& files, const std::filesystem::path& top,
                                                const std::vector<WorkflowPath>& paths);

}  // namespace ropewalk::app
