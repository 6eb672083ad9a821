// Reads workflow and action files as GitHub's own service does: same results, same error texts.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "workflow/dialect.h"
#include "workflow/model.h"

namespace ropewalk::workflow {

/// What a called workflow may do when its caller states no permissions.
enum class PermissionsPolicy : std::uint8_t { kLimitedRead, kWrite };

/// Limits and switches of the reader; the defaults are today's GitHub.
struct ReadOptions {
  bool strict_on = true;
  bool allows_anchors = true;
  int max_depth = 50;
  std::size_t max_file_size = 1024 * 1024;
  std::size_t max_result_size = 10 * 1024 * 1024;
  int max_nested_reusable_depth = 9;
  int max_files = 51;
  /// Jobs in the workflow and all that it calls; 0 is no limit.
  std::size_t max_jobs = 0;
  /// `background`, `wait`, `wait-all` and `cancel` steps.
  bool allows_background_steps = true;
  /// Actions are read as the runner reads them; strictly, unknown keys and missing descriptions are errors.
  bool strict_action = false;
  PermissionsPolicy permissions_policy = PermissionsPolicy::kWrite;
  Dialect dialect = {};
};

/// What reading gave: the workflow, or why there is none; all schema errors of a file in one pass.
struct ReadWorkflowResult {
  std::shared_ptr<const Workflow> workflow;
  std::vector<Error> errors;
  /// Calls of workflows that could not be looked at (kIncomplete): no errors of the file, and nothing of them is
  /// checked.
  std::vector<Error> unread;
};

struct ReadActionResult {
  std::shared_ptr<const ActionFile> action;
  std::vector<Error> errors;
};

/// Finds the text of a called workflow by its `uses:` text (`./.github/workflows/x.yml`, `owner/repo/path@ref`).
/// Errors: kIncomplete for one that cannot be looked at, which leaves the call unread; kInvalid for a reference that
/// GitHub refuses, in its words; any other for a workflow that is not there.
using WorkflowLoader = std::function<Result<SourceFilePtr>(std::string_view uses)>;

/// Reads one workflow file and, through `load`, those that it calls. Without a loader calls stay unread.
[[nodiscard]] ReadWorkflowResult read_workflow(const SourceFilePtr& file, const ReadOptions& options = {},
                                               const WorkflowLoader& load = nullptr);

[[nodiscard]] ReadActionResult read_action(const SourceFilePtr& file, const ReadOptions& options = {});

}  // namespace ropewalk::workflow
