// The other half of the scheduler: what is told of jobs, how they end, and how they are cancelled.
#include <fmt/format.h>

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
  const JobScope scope(node, &leg, false);
  const auto name = plan::job_display_name(*node.planned->job, node.graph->planned->workflow->file, leg.planned, scope);
  const std::string own = name ? *name : leg.id.text();
  const Leg* caller = node.graph->caller;
  return caller == nullptr ? own : fmt::format("{} / {}", caller->name, own);
}

std::chrono::milliseconds since(const ports::Clock& clock, std::chrono::steady_clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(clock.monotonic() - start);
}

}  // namespace

/// Jobs are told of as soon as their legs are known; those of called workflows when the call starts.
void Scheduler::announce(WorkflowGraph& graph) {
  graph.started = graph.run->ports.clock.monotonic();
  for (JobNode& node : graph.nodes) {
    if (node.strategy && !node.planned->refusal) {
      make_legs(node);
    }
  }
  for (JobNode& node : graph.nodes) {
    for (const auto& leg : node.legs) {
      if (node.planned->called == nullptr) {
        announce(*leg);
      }
    }
    if (node.open_needs == 0) {
      open_.push_back(&node);
    }
  }
  if (graph.nodes.empty()) {
    finish_graph(graph);
  }
}

void Scheduler::announce(Leg& leg) {
  if (leg.is_announced) {
    return;
  }
  leg.is_announced = true;
  leg.name = leg.node->graph->run->masker.mask(name_of(leg));
  leg.node->graph->run->recorder.emit(record::JobQueued{.job = leg.id,
                                                        .key = leg.node->key,
                                                        .name = leg.name,
                                                        .needs = needed_legs(*leg.node),
                                                        .matrix = matrix_texts(leg.planned.matrix)});
}

/// A job that ends as a whole before any leg has started.
void Scheduler::end_node(JobNode& node, Conclusion conclusion, std::string reason, bool is_incomplete) {
  if (node.legs.empty()) {
    node.strategy = plan::Strategy{.legs = {plan::Leg()}};
    make_legs(node);
  }
  node.next_leg = node.legs.size();
  for (const auto& leg : node.legs) {
    if (leg->state == LegState::kFinished) {
      continue;
    }
    ++node.running_legs;
    announce(*leg);
    finish_leg(*leg, {.conclusion = conclusion, .reason = reason, .is_incomplete = is_incomplete, .outputs = {}});
  }
}

void Scheduler::finish_leg(Leg& leg, JobResult result) {
  if (leg.state == LegState::kFinished) {
    return;
  }
  JobNode& node = *leg.node;
  const RunContext& run = *node.graph->run;
  leg.state = LegState::kFinished;
  leg.result = std::move(result);
  const bool has_failed = leg.result.conclusion == Conclusion::kFailure;
  if (leg.result.reason.empty()) {
    leg.result.reason = leg.result.conclusion == Conclusion::kCancelled ? leg.stop_reason
                        : has_failed && leg.may_fail                    ? "allowed to fail by continue-on-error"
                                                                        : "";
  }
  node.graph->is_incomplete |= leg.result.is_incomplete;
  for (const auto& [name, value] : leg.result.outputs) {
    node.outputs.set(name, value);
  }
  if (leg.called == nullptr) {
    announce(leg);  // a call that ended before it had jobs is told of as a job itself
  }
  if (leg.is_announced) {
    run.recorder.emit(record::JobFinished{
        .job = leg.id,
        .conclusion = leg.result.conclusion,
        .reason = run.masker.mask(leg.result.reason),
        .is_incomplete = leg.result.is_incomplete,
        .outputs = leg.result.outputs,
        .duration = leg.started ? since(run.ports.clock, *leg.started) : std::chrono::milliseconds()});
  }
  if (Leg* next = concurrency_.leave(leg)) {
    admit(*next);
  }
  --node.running_legs;
  --node.open_legs;
  if (has_failed && !leg.may_fail && node.strategy->fail_fast) {
    cancel_siblings(leg);
  }
  if (node.open_legs == 0) {
    finish_node(node);
  } else {
    start_legs(node);
  }
}

void Scheduler::finish_node(JobNode& node) {
  if (node.is_finished) {
    return;
  }
  node.is_finished = true;
  node.result = conclusion_of(node);
  for (const std::size_t dependent : node.dependents) {
    JobNode& next = node.graph->nodes[dependent];
    if (--next.open_needs == 0) {
      open_.push_back(&next);
    }
  }
  if (--node.graph->open_nodes == 0) {
    finish_graph(*node.graph);
  }
}

void Scheduler::finish_graph(WorkflowGraph& graph) {
  const Conclusion conclusion = conclusion_of(graph);
  if (graph.caller == nullptr) {
    graph.run->recorder.emit(record::RunFinished{.conclusion = conclusion,
                                                 .is_incomplete = graph.is_incomplete,
                                                 .duration = since(graph.run->ports.clock, graph.started)});
    return;
  }
  JobResult result{.conclusion = conclusion, .reason = {}, .is_incomplete = graph.is_incomplete, .outputs = {}};
  if (auto outputs = called_outputs(graph)) {
    result.outputs = std::move(*outputs);
  } else {
    result.conclusion = Conclusion::kFailure;
    result.reason = outputs.error().message;
  }
  finish_leg(*graph.caller, std::move(result));
}

void Scheduler::cancel_siblings(const Leg& failed) {
  const std::string reason = fmt::format("the job '{}' has failed, and the strategy fails fast", failed.name);
  failed.node->next_leg = failed.node->legs.size();  // none of them starts any more
  for (const auto& leg : failed.node->legs) {
    if (leg.get() != &failed) {
      cancel(*leg, reason);
    }
  }
}

void Scheduler::cancel(Leg& leg, const std::string& reason) {
  if (leg.state == LegState::kFinished) {
    return;
  }
  leg.stop_reason = reason;
  leg.stop.request_stop();
  if (leg.called != nullptr) {
    cancel_graph(*leg.called, reason);
    return;
  }
  if (leg.state == LegState::kRunning) {
    return;  // ends by itself
  }
  if (leg.state == LegState::kWaiting) {
    ++leg.node->running_legs;
  }
  finish_leg(leg, {.conclusion = Conclusion::kCancelled, .reason = reason, .is_incomplete = false, .outputs = {}});
}

void Scheduler::cancel_graph(WorkflowGraph& graph, const std::string& reason) {
  for (JobNode& node : graph.nodes) {
    if (node.is_finished) {
      continue;
    }
    if (node.legs.empty()) {
      end_node(node, Conclusion::kCancelled, reason);
      continue;
    }
    node.next_leg = node.legs.size();
    for (const auto& leg : node.legs) {
      cancel(*leg, reason);
    }
  }
}

void Scheduler::cancel_all() {
  const std::lock_guard lock(mutex_);
  is_cancelled_ = true;
  for (WorkflowGraph* graph : graphs_) {
    cancel_graph(*graph, "the run was cancelled");
  }
  pump();
}

}  // namespace ropewalk::engine
