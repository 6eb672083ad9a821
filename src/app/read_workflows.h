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

/// Loads the workflows of the same repository that `caller` calls (`./.github/workflows/x.yml`): that of the file's own
/// `.github/workflows`, or for a file elsewhere that of `top`. Errors: kIncomplete for a call into another repository,
/// kInvalid for a reference that GitHub refuses, kNotFound for a file that is not there.
[[nodiscard]] workflow::WorkflowLoader local_loader(const ports::Files& files, const std::filesystem::path& top,
                                                    const WorkflowPath& caller);

/// All of the files, or the errors of all of them; a job that has neither steps nor a call is one.
[[nodiscard]] Checked<Workflows> read_workflows(const ports::Files& files, const std::filesystem::path& top,
                                                const std::vector<WorkflowPath>& paths);

}  // namespace ropewalk::app
