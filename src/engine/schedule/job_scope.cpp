#include "engine/schedule/job_scope.h"

#include <algorithm>

#include "base/strings.h"
#include "plan/strategy.h"

namespace ropewalk::engine {
namespace {

expr::Value ended(const JobNode& node) {
  expr::Object job;
  job.set("result", record::name(node.result.value_or(record::Conclusion::kFailure)));
  job.set("outputs", node.outputs);
  return job;
}

/// The jobs that a status function asks about.
std::vector<const JobNode*> asked(const JobNode& node, std::span<const expr::Value> arguments) {
  std::vector<const JobNode*> jobs;
  for (const std::size_t ancestor : node.ancestors) {
    const JobNode& job = node.graph->nodes[ancestor];
    const bool is_asked =
        arguments.empty() || std::any_of(arguments.begin(), arguments.end(), [&](const expr::Value& name) {
          return equals_ignoring_case(name.to_text(), job.planned->id);
        });
    if (is_asked) {
      jobs.push_back(&job);
    }
  }
  return jobs;
}

}  // namespace

expr::Value needs_context(const JobNode& node) {
  expr::Object needs;
  for (const std::size_t need : node.planned->needs) {
    const JobNode& job = node.graph->nodes[need];
    needs.set(job.planned->id, ended(job));
  }
  return needs;
}

expr::Value jobs_context(const WorkflowGraph& graph) {
  expr::Object jobs;
  for (const JobNode& node : graph.nodes) {
    jobs.set(node.planned->id, ended(node));
  }
  return jobs;
}

std::span<const expr::ContextRow<JobScope>> JobScope::contexts() {
  using Job = const JobScope&;
  static constexpr expr::ContextRow<JobScope> kRows[] = {
      {"github", [](Job job) { return job.node_.graph->run->github_value; }},
      {"inputs", [](Job job) { return job.node_.graph->inputs; }},
      {"vars", [](Job job) { return job.node_.graph->run->variables; }},
      {"needs", [](Job job) { return needs_context(job.node_); }},
      {"secrets", [](Job job) { return text_object(job.node_.graph->secrets); }},
      {"matrix", [](Job job) { return job.leg_ == nullptr ? expr::Value() : job.leg_->planned.matrix; }},
      {"strategy",
       [](Job job) {
         return job.leg_ == nullptr ? expr::Value() : plan::strategy_context(*job.node_.strategy, job.leg_->planned);
       }},
  };
  return kRows;
}

std::span<const expr::ContextRow<WorkflowScope>> WorkflowScope::contexts() {
  using Workflow = const WorkflowScope&;
  static constexpr expr::ContextRow<WorkflowScope> kRows[] = {
      {"jobs", [](Workflow scope) { return jobs_context(scope.graph_); }},
      {"inputs", [](Workflow scope) { return scope.graph_.inputs; }},
      {"vars", [](Workflow scope) { return scope.graph_.run->variables; }},
      {"github", [](Workflow scope) { return scope.graph_.run->github_value; }},
  };
  return kRows;
}

tl::expected<expr::Value, std::string> JobScope::call(std::string_view name,
                                                      std::span<const expr::Value> arguments) const {
  const auto jobs = asked(node_, arguments);
  const auto has = [](record::Conclusion result) {
    return [result](const JobNode* job) { return job->result == result; };
  };
  const expr::Status status{.success = !is_cancelled_ && std::ranges::all_of(jobs, has(record::Conclusion::kSuccess)),
                            .failure = std::ranges::any_of(jobs, has(record::Conclusion::kFailure)),
                            .cancelled = is_cancelled_};
  if (auto answer = expr::call_status_function(name, status)) {
    return *std::move(answer);
  }
  return expr::unknown_function(name);
}

}  // namespace ropewalk::engine
