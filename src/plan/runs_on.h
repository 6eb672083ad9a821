// What a job's `runs-on` asks for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "expr/expression.h"
#include "workflow/token.h"

namespace ropewalk::plan {

struct RunsOn {
  /// A runner must have all of them.
  std::vector<std::string> labels;
  /// The runner group, when one is named.
  std::optional<std::string> group;
};

/// A `runs-on` evaluated: a text, a list of texts, or a mapping with `group` and `labels`. Errors in GitHub's words,
/// with the place: a label that is empty or no text, nothing that a runner could be chosen by.
[[nodiscard]] Result<RunsOn> runs_on_labels(const workflow::Token& runs_on, const SourceFilePtr& file,
                                            const expr::Scope& scope);

}  // namespace ropewalk::plan
