// Reads workflow files with the reusable workflows of the same repository that they call.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "actions/store/fetched_actions.h"
#include "app/workflow_path.h"
#include "plan/plan.h"
#include "ports/files.h"
#include "workflow/model.h"
#include "workflow/reader.h"

namespace ropewalk::app {

using Workflows = std::vector<std::shared_ptr<const workflow::Workflow>>;

/// The repository that a file belongs to.
struct RepositoryRoot {
  std::filesystem::path path;
  /// How names of its files begin in messages.
  std::string name;
};

/// That of the file's own `.github`, or for a file elsewhere `top`.
[[nodiscard]] RepositoryRoot root_of(const std::filesystem::path& top, const WorkflowPath& file);

/// Loads the workflows that `caller` calls: of the same repository (`./.github/workflows/x.yml`) that of the file's own
/// `.github/workflows`, or for a file elsewhere that of `top`; of another one through `store`. Errors: kIncomplete for
/// a call into another repository without a store, or that is not to be had; kInvalid for a reference that GitHub
/// refuses, kNotFound for a file that is not there.
[[nodiscard]] workflow::WorkflowLoader local_loader(const ports::Files& files, const std::filesystem::path& top,
                                                    const WorkflowPath& caller,
                                                    actions::FetchedActions* store = nullptr);

struct ReadWorkflows {
  Workflows workflows;
  std::vector<plan::BrokenWorkflow> broken;
};

/// Each file by itself, as GitHub does: one with errors leaves the others as they are. A job that has neither steps nor
/// a call is an error, which GitHub's service tells only when it starts the workflow.
[[nodiscard]] ReadWorkflows read_workflows(const ports::Files& files, const std::filesystem::path& top,
                                           const std::vector<WorkflowPath>& paths,
                                           actions::FetchedActions* store = nullptr);

}  // namespace ropewalk::app
