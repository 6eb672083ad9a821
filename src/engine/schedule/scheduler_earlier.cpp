// What jobs of an earlier attempt have done, and which of it stands. As on GitHub a job whose needs run again runs
// again itself, whatever it ended with.
#include <fmt/format.h>

#include <algorithm>

#include "engine/schedule/scheduler.h"

namespace ropewalk::engine {

bool Scheduler::needs_fresh_ones(const JobNode& node) {
  const WorkflowGraph& graph = *node.graph;
  const bool has_fresh_needs =
      std::ranges::any_of(node.ancestors, [&](std::size_t need) { return graph.nodes[need].is_fresh; });
  return has_fresh_needs || (graph.caller != nullptr && needs_fresh_ones(*graph.caller->node));
}

bool Scheduler::has_earlier_legs(const JobNode& node) {
  const std::string inside = node.key + " / ";
  return std::ranges::any_of(node.graph->run->identity.earlier, [&](const auto& entry) {
    return entry.second.key == node.key || (node.planned->called != nullptr && entry.second.key.starts_with(inside));
  });
}

std::optional<JobResult> Scheduler::earlier_result(const Leg& leg) {
  if (needs_fresh_ones(*leg.node)) {
    return std::nullopt;
  }
  const auto& earlier = leg.node->graph->run->identity.earlier;
  const auto found = earlier.find(leg.id);
  if (found == earlier.end()) {
    return std::nullopt;
  }
  JobResult result = result_of(record::Conclusion::kSuccess, fmt::format("done in attempt {}", found->second.attempt));
  result.outputs = found->second.outputs;
  return result;
}

}  // namespace ropewalk::engine
