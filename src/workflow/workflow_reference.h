// What `uses:` of a job names: a workflow of this repository, or of another one at a version.
#pragma once

#include <string_view>

#include "base/result.h"

namespace ropewalk::workflow {

struct WorkflowReference {
  /// `owner/repository`; empty for a workflow of the repository that the caller stands in.
  std::string_view repository;
  /// `.github/workflows/build.yml`.
  std::string_view path;
  /// A branch, tag or commit; empty for a workflow of the caller's repository, which is of the caller's commit.
  std::string_view version;
};

/// Takes `./path`, `$/path` (which means the same for a job) or `owner/repository/path@version` apart; the parts point
/// into `uses`. Errors: kInvalid, in the words with which GitHub refuses the reference.
[[nodiscard]] Result<WorkflowReference> parse_workflow_reference(std::string_view uses);

}  // namespace ropewalk::workflow
