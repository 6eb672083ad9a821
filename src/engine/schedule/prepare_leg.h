// From a leg of the graph to a request that can run, or to the reason why it does not.
#pragma once

#include "engine/schedule/job_graph.h"

namespace ropewalk::engine {

/// What is known about a leg when its turn comes.
struct PreparedLeg {
  /// Set when it ends without running: skipped by the user's choice, not possible here, or an error.
  std::optional<JobResult> ended;
  std::optional<plan::Concurrency> concurrency;
};

/// Evaluates what a job says about where and how it runs, and fills in the leg's request. Nothing is started.
[[nodiscard]] PreparedLeg prepare_leg(Leg& leg);

/// The same of a job that calls a workflow: where it runs is for the called jobs to say.
[[nodiscard]] PreparedLeg prepare_call(Leg& leg);

/// The inputs and secrets of a called workflow. Errors: those of the evaluation and of the inputs' types.
[[nodiscard]] Result<void> prepare_called(Leg& leg, WorkflowGraph& called);

/// The outputs of a called workflow that has ended. Errors: those of the evaluation.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> called_outputs(const WorkflowGraph& called);

}  // namespace ropewalk::engine
