#include "engine/schedule/job_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace ropewalk::engine {
namespace {

using record::Conclusion;

/// Needs come before what needs them nowhere by themselves, so each node walks up on its own.
std::vector<std::size_t> ancestors_of(const std::vector<plan::PlannedJob>& jobs, std::size_t index) {
  std::set<std::size_t> seen;
  std::vector<std::size_t> open = jobs[index].needs;
  while (!open.empty()) {
    const std::size_t next = open.back();
    open.pop_back();
    if (seen.insert(next).second) {
      open.insert(open.end(), jobs[next].needs.begin(), jobs[next].needs.end());
    }
  }
  return {seen.begin(), seen.end()};
}

/// The worst of several: a failure, else a cancellation, else a success; all skipped is skipped.
class Worst {
 public:
  void add(Conclusion conclusion) {
    has_failure_ |= conclusion == Conclusion::kFailure;
    has_cancelled_ |= conclusion == Conclusion::kCancelled;
    has_success_ |= conclusion == Conclusion::kSuccess;
  }
  [[nodiscard]] Conclusion get() const {
    if (has_failure_) {
      return Conclusion::kFailure;
    }
    if (has_cancelled_) {
      return Conclusion::kCancelled;
    }
    return has_success_ ? Conclusion::kSuccess : Conclusion::kSkipped;
  }

 private:
  bool has_failure_ = false;
  bool has_cancelled_ = false;
  bool has_success_ = false;
};

}  // namespace

void build_graph(WorkflowGraph& graph) {
  const std::vector<plan::PlannedJob>& jobs = graph.planned->jobs;
  graph.nodes = std::vector<JobNode>(jobs.size());
  graph.open_nodes = jobs.size();
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    JobNode& node = graph.nodes[i];
    node.graph = &graph;
    node.planned = &jobs[i];
    node.key = graph.caller == nullptr ? jobs[i].id : fmt::format("{} / {}", graph.caller->id.text(), jobs[i].id);
    node.open_needs = jobs[i].needs.size();
    node.strategy = jobs[i].strategy;
    node.ancestors = ancestors_of(jobs, i);
    for (const std::size_t need : jobs[i].needs) {
      graph.nodes[need].dependents.push_back(i);
    }
  }
}

void make_legs(JobNode& node) {
  for (const plan::Leg& planned : node.strategy->legs) {
    auto leg = std::make_unique<Leg>();
    leg->node = &node;
    leg->planned = planned;
    leg->id = JobId(planned.label.empty() ? node.key : fmt::format("{} ({})", node.key, planned.label));
    leg->name = leg->id.text();
    node.legs.push_back(std::move(leg));
  }
  node.open_legs = node.legs.size();
}

Conclusion conclusion_of(const WorkflowGraph& graph) {
  Worst worst;
  for (const JobNode& node : graph.nodes) {
    worst.add(node.result.value_or(Conclusion::kFailure));
  }
  return worst.get();
}

Conclusion conclusion_of(const JobNode& node) {
  Worst worst;
  for (const auto& leg : node.legs) {
    const Conclusion own = leg->result ? leg->result->conclusion : Conclusion::kFailure;
    worst.add(leg->result && leg->may_fail && own == Conclusion::kFailure ? Conclusion::kSuccess : own);
  }
  return worst.get();
}

}  // namespace ropewalk::engine
