// What the scheduler tells of jobs, and how they end.
#include <fmt/format.h>

#include <algorithm>

#include "engine/schedule/job_scope.h"
#include "engine/schedule/prepare_leg.h"
#include "engine/schedule/scheduler.h"
#include "plan/job_name.h"

namespace ropewalk::engine {

using record::Conclusion;

namespace {

std::vector<JobId> needed_legs(const JobNode& node) {
  std::vector<JobId> ids;
  for (const std::size_t need : node.planned->needs) {
    const JobNode& job = node.graph->nodes[need];
    if (job.legs.empty() || job.planned->called != nullptr) {
      ids.emplace_back(job.key);
      continue;
    }
    for (const auto& leg : job.legs) {
      ids.push_back(leg->id);
    }
  }
  return ids;
}

std::vector<std::pair<std::string, std::string>> matrix_texts(const expr::Value& matrix) {
  std::vector<std::pair<std::string, std::string>> texts;
  if (matrix.kind() == expr::Kind::kObject) {
    for (const auto& [name, value] : matrix.object().members()) {
      texts.emplace_back(name, value.to_text());
    }
  }
  return texts;
}

std::string name_of(const Leg& leg) {
  const JobNode& node = *leg.node;
  const JobScope scope(node, &leg);
  const auto name = plan::job_display_name(*node.planned->job, node.graph->planned->workflow->file, leg.planned, scope);
  const std::string own = name ? *name : leg.id.text();
  const Leg* caller = node.graph->caller;
  return caller == nullptr ? own : fmt::format("{} / {}", caller->name, own);
}

std::chrono::milliseconds since(const ports::Clock& clock, std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock.monotonic() - start);
}

}  // namespace

void Scheduler::tell(const RunContext& run, record::EventData event) {
  try {
    run.recorder.emit(std::move(event));
  } catch (const std::exception&) {
    has_lost_events_ = true;
  }
}

void Scheduler::announce(Leg& leg) {
  if (leg.is_announced) {
    return;
  }
  leg.is_announced = true;
  leg.name = name_of(leg);
  tell(*leg.node->graph->run, record::JobQueued{.job = leg.id,
                                                .key = leg.node->key,
                                                .name = leg.name,
                                                .needs = needed_legs(*leg.node),
                                                .matrix = matrix_texts(leg.planned.matrix)});
}

/// A job that ends as a whole before any leg has started.
void Scheduler::end(JobNode& node, Conclusion conclusion, const std::string& reason, bool is_incomplete) {
  if (node.legs.empty()) {
    if (!node.strategy) {
      node.strategy = plan::Strategy{.legs = {plan::Leg()}};
    }
    make_legs(node);
  }
  node.next_leg = node.legs.size();
  for (const auto& leg : node.legs) {
    if (leg->state != LegState::kFinished) {
      ++node.running_legs;
      announce(*leg);
      finish(*leg, result_of(conclusion, reason, is_incomplete));
    }
  }
}

/// A workflow that ends as a whole before any of its jobs was looked at.
void Scheduler::end(WorkflowGraph& graph, Conclusion conclusion, const std::string& reason) {
  graph.has_begun = true;
  if (graph.waits_for_group) {
    graph.waits_for_group = false;
    --awaited_;
  }
  for (JobNode& node : graph.nodes) {
    end(node, conclusion, reason);
  }
  if (!graph.result) {
    finish(graph);  // without jobs
  }
}

void Scheduler::finish(Leg& leg, JobResult result) {
  if (leg.state == LegState::kFinished) {
    return;
  }
  JobNode& node = *leg.node;
  const RunContext& run = *node.graph->run;
  leg.state = LegState::kFinished;
  if (leg.waits_for_group) {
    leg.waits_for_group = false;
    --awaited_;
  }
  if (leg.waits_for_gate) {
    leg.waits_for_gate = false;
    --awaited_;
  }
  const bool has_failed = result.conclusion == Conclusion::kFailure;
  if (result.reason.empty()) {
    result.reason = result.conclusion == Conclusion::kCancelled ? leg.stop_reason
                    : has_failed && leg.may_fail                ? "allowed to fail by continue-on-error"
                                                                : "";
  }
  node.graph->is_incomplete |= result.is_incomplete;
  node.graph->has_failed |= has_failed && !result.is_incomplete && !leg.may_fail;
  for (const auto& [name, value] : result.outputs) {
    node.outputs.set(name, value);
  }
  leg.result = std::move(result);
  if (leg.called == nullptr) {
    announce(leg);  // a call that ended before it had jobs is told of as a job itself
  }
  if (leg.is_announced) {
    tell(run, record::JobFinished{
                  .job = leg.id,
                  .conclusion = leg.result->conclusion,
                  .reason = leg.result->reason,
                  .is_incomplete = leg.result->is_incomplete,
                  .outputs = leg.result->outputs,
                  .duration = leg.started ? since(run.ports.clock, *leg.started) : std::chrono::milliseconds()});
  }
  leg.group.reset();
  if (leg.gate != nullptr) {
    leg.gate->tell_end(leg.result->conclusion == Conclusion::kSuccess);
    leg.gate.reset();
  }
  --node.running_legs;
  --node.open_legs;
  if (has_failed && !leg.may_fail && node.strategy->fail_fast) {
    cancel_siblings(leg);
  }
  if (node.open_legs == 0) {
    finish(node);
  } else if (node.has_begun) {
    refill_.push_back(&node);
  }
}

void Scheduler::finish(JobNode& node) {
  if (node.result) {
    return;
  }
  node.result = conclusion_of(node);
  for (const std::size_t dependent : node.dependents) {
    JobNode& next = node.graph->nodes[dependent];
    if (--next.open_needs == 0) {
      open_.push_back(&next);
    }
  }
  if (--node.graph->open_nodes == 0) {
    finish(*node.graph);
  }
}

bool is_only_incomplete(const WorkflowGraph& graph) { return graph.is_incomplete && !graph.has_failed; }

void Scheduler::finish(WorkflowGraph& graph) {
  graph.result = conclusion_of(graph);
  graph.group.reset();
  if (graph.caller == nullptr) {
    --open_graphs_;
    tell(*graph.run, record::RunFinished{.conclusion = *graph.result,
                                         .is_incomplete = is_only_incomplete(graph),
                                         .duration = since(graph.run->ports.clock, graph.started)});
    return;
  }
  JobResult result = result_of(*graph.result, {}, is_only_incomplete(graph));
  if (auto outputs = called_outputs(graph)) {
    result.outputs = std::move(*outputs);
  } else {
    result.conclusion = Conclusion::kFailure;
    result.is_incomplete = false;
    result.reason = outputs.error().message;
  }
  graph.caller->node->is_fresh |= std::ranges::any_of(graph.nodes, [](const JobNode& node) { return node.is_fresh; });
  finish(*graph.caller, std::move(result));
}

}  // namespace ropewalk::engine
