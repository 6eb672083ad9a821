// Whether this machine runs what a job asks for.
#pragma once

#include <string>

#include "engine/engine.h"
#include "plan/runs_on.h"

namespace ropewalk::engine {

enum class RunsOnAnswer { kHere, kSkip, kNowhere };

struct RunsOnDecision {
  RunsOnAnswer answer = RunsOnAnswer::kHere;
  /// Why not, and what can be done; empty for kHere.
  std::string reason;
};

/// The user's choices go first, for labels and for the group. Without one a label is here when it names GitHub's Ubuntu
/// runners (those with `arm` on ARM64 alone), `self-hosted`, `linux` or this machine's architecture. A job runs here
/// when all of its labels are; one that is to be skipped skips it. A group with labels is where its labels are.
[[nodiscard]] RunsOnDecision decide_runs_on(const plan::RunsOn& runs_on, const RunSettings& settings,
                                            const ports::Environment& machine);

}  // namespace ropewalk::engine
