// How jobs are cancelled, as GitHub's server does it (docs.github.com, Workflow cancellation reference): a job whose
// condition is true although it is cancelled goes on or still starts, the others are told to stop or end unstarted. Who
// cannot wait for that forces the end, which no job survives.
#include <fmt/format.h>

#include "engine/evaluate.h"
#include "engine/schedule/job_scope.h"
#include "engine/schedule/scheduler.h"

namespace ropewalk::engine {

using record::Conclusion;

bool survives_cancellation(const JobNode& node) {
  const auto& condition = node.planned->job->condition;
  if (!condition) {
    return false;
  }
  const auto runs = evaluate_condition(condition->expression, JobScope::if_cancelled(node));
  return runs && *runs;
}

void Scheduler::cancel_siblings(const Leg& failed) {
  const std::string reason = fmt::format("the job '{}' has failed, and the strategy fails fast", failed.name);
  for (const auto& leg : failed.node->legs) {
    if (leg.get() != &failed) {
      cancel(*leg, reason);
    }
  }
}

void Scheduler::cancel(Leg& leg, const std::string& reason) {
  if (leg.state == LegState::kFinished || (!is_forced_ && survives_cancellation(*leg.node))) {
    return;
  }
  if (leg.stop_reason.empty()) {
    leg.stop_reason = reason;
  }
  leg.stop.request_stop();
  if (leg.called != nullptr) {
    cancel(*leg.called, reason);
    return;
  }
  if (leg.state == LegState::kRunning) {
    return;  // ends by itself
  }
  if (leg.state == LegState::kWaiting) {
    ++leg.node->running_legs;
  }
  finish(leg, result_of(Conclusion::kCancelled, reason));
}

/// What has begun is told to end; what has not is asked when its turn comes.
void Scheduler::cancel(WorkflowGraph& graph, const std::string& reason) {
  if (graph.result || (graph.is_cancelled && !is_forced_)) {
    return;
  }
  if (!graph.is_cancelled) {
    graph.is_cancelled = true;
    graph.cancel_reason = reason;
  }
  if (!graph.has_begun) {
    end(graph, Conclusion::kCancelled, reason);
    return;
  }
  for (JobNode& node : graph.nodes) {
    if (node.has_begun && !node.result) {
      for (const auto& leg : node.legs) {
        cancel(*leg, reason);
      }
    }
  }
}

}  // namespace ropewalk::engine
