// What is left of the scheduler after a fault of its own: nothing starts any more, and no run ends as if it had gone
// well.
#include "engine/schedule/scheduler.h"

namespace ropewalk::engine {

using record::Conclusion;

void Scheduler::give_up(const std::string& reason) noexcept {
  on_stop_.reset();
  on_force_.reset();
  slot_watch_.reset();
  for (WorkflowGraph* graph : graphs_) {
    stop_running(*graph);
  }
  workers_.join();
  for (WorkflowGraph* graph : graphs_) {
    if (graph->result) {
      continue;
    }
    graph->result = Conclusion::kFailure;
    graph->has_failed = true;
    try {
      close(*graph, reason);
      tell(*graph->run, record::RunFinished{.conclusion = Conclusion::kFailure});
    } catch (const std::exception&) {
      has_lost_events_ = true;
    }
  }
}

void Scheduler::stop_running(WorkflowGraph& graph) {
  for (JobNode& node : graph.nodes) {
    for (const auto& leg : node.legs) {
      leg->stop.request_stop();
      if (leg->called != nullptr) {
        stop_running(*leg->called);
      }
    }
  }
}

void Scheduler::close(WorkflowGraph& graph, const std::string& reason) {
  for (JobNode& node : graph.nodes) {
    for (const auto& leg : node.legs) {
      if (leg->called != nullptr) {
        close(*leg->called, reason);
      } else if (leg->state == LegState::kRunning) {
        slots_.give_back();
      }
      if (leg->state == LegState::kFinished) {
        continue;
      }
      leg->state = LegState::kFinished;
      leg->result = result_of(Conclusion::kFailure, "never ended: " + reason);
      if (leg->is_announced) {
        tell(*graph.run,
             record::JobFinished{
                 .job = leg->id, .conclusion = Conclusion::kFailure, .reason = leg->result->reason, .outputs = {}});
      }
      leg->group.reset();
      leg->gate.reset();
    }
    node.result = Conclusion::kFailure;
  }
  graph.group.reset();
}

}  // namespace ropewalk::engine
