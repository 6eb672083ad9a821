#include "engine/schedule/job_scope.h"

#include <fmt/format.h>

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

expr::Value JobScope::named_value(std::string_view name) const {
  const std::string wanted = to_lower(name);
  const WorkflowGraph& graph = *node_.graph;
  if (wanted == "github") {
    return graph.run->github_value;
  }
  if (wanted == "inputs") {
    return graph.inputs;
  }
  if (wanted == "vars") {
    return graph.run->variables;
  }
  if (wanted == "needs") {
    return needs_context(node_);
  }
  if (wanted == "secrets") {
    return text_object(graph.secrets);
  }
  if (leg_ != nullptr && wanted == "matrix") {
    return leg_->planned.matrix;
  }
  return leg_ != nullptr && wanted == "strategy" ? plan::strategy_context(*node_.strategy, leg_->planned)
                                                 : expr::Value();
}

expr::Value WorkflowScope::named_value(std::string_view name) const {
  const std::string wanted = to_lower(name);
  if (wanted == "jobs") {
    return jobs_context(graph_);
  }
  if (wanted == "inputs") {
    return graph_.inputs;
  }
  if (wanted == "vars") {
    return graph_.run->variables;
  }
  return wanted == "github" ? graph_.run->github_value : expr::Value();
}

tl::expected<expr::Value, std::string> WorkflowScope::call(std::string_view name,
                                                           std::span<const expr::Value> /*arguments*/) const {
  return tl::unexpected(fmt::format("Unrecognized function: '{}'", name));
}

tl::expected<expr::Value, std::string> JobScope::call(std::string_view name,
                                                      std::span<const expr::Value> arguments) const {
  if (name == "always") {
    return expr::Value(true);
  }
  if (name == "cancelled") {
    return expr::Value(is_cancelled_);
  }
  const auto jobs = asked(node_, arguments);
  if (name == "success") {
    return expr::Value(!is_cancelled_ && std::all_of(jobs.begin(), jobs.end(), [](const JobNode* job) {
      return job->result == record::Conclusion::kSuccess;
    }));
  }
  if (name == "failure") {
    return expr::Value(std::any_of(jobs.begin(), jobs.end(),
                                   [](const JobNode* job) { return job->result == record::Conclusion::kFailure; }));
  }
  return tl::unexpected(fmt::format("Unrecognized function: '{}'", name));
}

}  // namespace ropewalk::engine
