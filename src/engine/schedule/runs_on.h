// Whether this machine runs what a job asks for.
#pragma once

#include <string>
#include <vector>

#include "engine/engine.h"
#include "expr/value.h"

namespace ropewalk::engine {

enum class RunsOnAnswer { kHere, kSkip, kNowhere };

struct RunsOnDecision {
  RunsOnAnswer answer = RunsOnAnswer::kHere;
  /// Why not, and what can be done; empty for kHere.
  std::string reason;
};

/// The labels of an evaluated `runs-on`: a text, a list, or `labels` of a mapping. Errors: kInvalid for anything else,
/// and for no label at all.
[[nodiscard]] Result<std::vector<std::string>> runs_on_labels(const expr::Value& runs_on);

/// `ubuntu-*`, `linux`, `self-hosted` and this machine's architecture are here; the user's choices go first. A job runs
/// here when all of its labels are; one that is to be skipped skips it.
[[nodiscard]] RunsOnDecision decide_runs_on(const std::vector<std::string>& labels, const EngineOptions& options,
                                            const ports::Environment& machine);

}  // namespace ropewalk::engine
