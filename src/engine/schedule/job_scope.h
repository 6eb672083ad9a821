// What the expressions of a job's own keys may use: contexts of the run, of its needs, of its leg.
#pragma once

#include "engine/schedule/job_graph.h"
#include "expr/context_table.h"

namespace ropewalk::engine {

/// Evaluates for a node, and for one of its legs where there is one. Status functions ask the jobs that it needs,
/// directly or not: `success()` all of them succeeded and nothing is cancelled, `failure()` one has failed; named jobs
/// instead of all when given. `cancelled()` says whether the workflow is cancelled.
class JobScope final : public expr::ContextTable<JobScope> {
 public:
  explicit JobScope(const JobNode& node, const Leg* leg = nullptr)
      : node_(node), leg_(leg), is_cancelled_(node.graph->is_cancelled) {}
  /// What the job's keys would say if it were cancelled now.
  [[nodiscard]] static JobScope if_cancelled(const JobNode& node) {
    JobScope scope(node);
    scope.is_cancelled_ = true;
    return scope;
  }

  static std::span<const expr::ContextRow<JobScope>> contexts();
  [[nodiscard]] tl::expected<expr::Value, std::string> call(std::string_view name,
                                                            std::span<const expr::Value> arguments) const override;

 private:
  const JobNode& node_;
  const Leg* leg_;
  bool is_cancelled_;
};

/// What a workflow's own keys may use, outside of its jobs: `github`, `inputs`, `vars`, and `jobs` where they have
/// ended.
class WorkflowScope final : public expr::ContextTable<WorkflowScope> {
 public:
  explicit WorkflowScope(const WorkflowGraph& graph) : graph_(graph) {}
  static std::span<const expr::ContextRow<WorkflowScope>> contexts();

 private:
  const WorkflowGraph& graph_;
};

/// The `needs` context: results and outputs of the jobs that a node needs directly.
[[nodiscard]] expr::Value needs_context(const JobNode& node);
/// The `jobs` context, for the outputs of a called workflow.
[[nodiscard]] expr::Value jobs_context(const WorkflowGraph& graph);

}  // namespace ropewalk::engine
