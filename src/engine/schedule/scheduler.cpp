#include "engine/schedule/scheduler.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "engine/evaluate.h"
#include "engine/job/job_folders.h"
#include "engine/runner/run_job.h"
#include "engine/schedule/job_scope.h"
#include "engine/schedule/prepare_leg.h"
#include "plan/strategy.h"

namespace ropewalk::engine {

using record::Conclusion;

namespace {

constexpr std::string_view kCancelled = "the run was cancelled";

JobResult result_of(Conclusion conclusion, std::string reason) {
  return {.conclusion = conclusion, .reason = std::move(reason), .is_incomplete = false, .outputs = {}};
}

/// A condition that says no, for people: as written, or what the implicit one asks for.
std::string refusal_reason(const JobNode& node) {
  const auto& condition = node.planned->job->condition;
  if (condition && !condition->written.empty()) {
    return fmt::format("its condition is false: {}", condition->written);
  }
  std::vector<std::string> culprits;
  for (const std::size_t ancestor : node.ancestors) {
    const JobNode& job = node.graph->nodes[ancestor];
    if (job.result != Conclusion::kSuccess) {
      culprits.push_back(fmt::format("'{}' ({})", job.planned->id, record::name(job.result)));
    }
  }
  return fmt::format("a job that it needs has not succeeded: {}", fmt::join(culprits, ", "));
}

}  // namespace

Scheduler::Scheduler(unsigned max_jobs, std::stop_token stop)
    : free_slots_(std::max(1U, max_jobs)), group_(std::stop_token()) {
  on_stop_.emplace(std::move(stop), [this] { cancel_all(); });
}

void Scheduler::start(WorkflowGraph& graph) {
  const std::lock_guard lock(mutex_);
  graphs_.push_back(&graph);
  announce(graph);
  pump();
}

void Scheduler::wait() { group_.wait(); }

void Scheduler::pump() {
  while (!open_.empty()) {
    JobNode& node = *open_.front();
    open_.pop_front();
    begin(node);
  }
}

void Scheduler::begin(JobNode& node) {
  if (node.is_finished) {
    return;  // cancelled meanwhile
  }
  if (is_cancelled_) {
    end_node(node, Conclusion::kCancelled, std::string(kCancelled));
    return;
  }
  const std::optional<plan::Refusal>& refusal = node.planned->refusal;
  if (refusal && !refusal->is_incomplete) {
    end_node(node, Conclusion::kSkipped, refusal->reason);
    return;
  }
  const JobScope scope(node, nullptr, false);
  const auto& condition = node.planned->job->condition;
  const auto runs =
      condition ? evaluate_condition(condition->expression, scope) : Result<bool>(scope.call("success", {})->boolean());
  if (!runs) {
    end_node(node, Conclusion::kFailure, runs.error().message);
    return;
  }
  if (!*runs) {
    end_node(node, Conclusion::kSkipped, refusal_reason(node));
    return;
  }
  if (refusal) {
    end_node(node, Conclusion::kSkipped, refusal->reason, refusal->is_incomplete);
    return;
  }
  if (!node.strategy) {
    auto strategy = plan::expand_strategy(*node.planned->job, node.graph->planned->workflow->file, scope);
    if (!strategy) {
      end_node(node, Conclusion::kFailure,
               fmt::format("Error when evaluating 'strategy' for job '{}'. {}", node.planned->id,
                           placed_message(strategy.error())));
      return;
    }
    node.strategy = std::move(*strategy);
  }
  if (node.legs.empty()) {
    make_legs(node);
  }
  for (const auto& leg : node.legs) {
    if (node.planned->called == nullptr) {
      announce(*leg);
    }
  }
  start_legs(node);
}

void Scheduler::start_legs(JobNode& node) {
  const auto most = static_cast<std::size_t>(node.strategy->max_parallel);
  while (node.next_leg < node.legs.size() && (most == 0 || node.running_legs < most)) {
    Leg& leg = *node.legs[node.next_leg++];
    if (leg.state == LegState::kWaiting) {
      ++node.running_legs;
      start_leg(leg);
    }
  }
}

void Scheduler::start_leg(Leg& leg) {
  leg.state = LegState::kQueued;
  PreparedLeg prepared =
      leg.node->planned->called != nullptr ? prepare_call(leg, is_cancelled_) : prepare_leg(leg, is_cancelled_);
  if (prepared.ended) {
    finish_leg(leg, std::move(*prepared.ended));
    return;
  }
  const ConcurrencyEntry entry = concurrency_.enter(leg, prepared.concurrency);
  if (entry.may_start) {
    admit(leg);
  }
  for (Leg* other : entry.cancelled) {
    cancel(*other, fmt::format("a newer job of the concurrency group '{}' has come", prepared.concurrency.group));
  }
}

/// A call needs no slot of its own: the jobs of the called workflow do.
void Scheduler::admit(Leg& leg) {
  if (leg.node->planned->called != nullptr) {
    start_called(leg);
  } else {
    submit(leg);
  }
}

void Scheduler::submit(Leg& leg) {
  leg.request.folder = take_folder(leg.id);
  ready_.push_back(&leg);
  if (free_slots_ > 0) {
    --free_slots_;
    group_.start([this](const std::stop_token&) { work(); });
  }
}

void Scheduler::work() {
  std::unique_lock lock(mutex_);
  while (!ready_.empty()) {
    Leg& leg = *ready_.front();
    ready_.pop_front();
    if (leg.state != LegState::kQueued) {
      continue;  // cancelled while it waited
    }
    const RunContext& run = *leg.node->graph->run;
    leg.state = LegState::kRunning;
    leg.started = run.ports.clock.monotonic();
    run.recorder.emit(record::JobStarted{.job = leg.id, .runner = run.ports.machine.host_name()});
    lock.unlock();
    JobResult result = run_job(run, leg.request, leg.stop.get_token());
    lock.lock();
    finish_leg(leg, std::move(result));
    pump();
  }
  ++free_slots_;
}

void Scheduler::start_called(Leg& leg) {
  auto called = std::make_unique<WorkflowGraph>();
  called->run = leg.node->graph->run;
  called->planned = leg.node->planned->called.get();
  called->caller = &leg;
  leg.state = LegState::kRunning;
  if (auto prepared = prepare_called(leg, *called, is_cancelled_); !prepared) {
    finish_leg(leg, result_of(Conclusion::kFailure, prepared.error().message));
    return;
  }
  build_graph(*called);
  leg.called = std::move(called);
  announce(*leg.called);
}

std::string Scheduler::take_folder(const JobId& job) {
  const std::string name = folder_name(job.text());
  std::string candidate = name;
  for (int number = 2; !folders_.insert(candidate).second; ++number) {
    candidate = fmt::format("{}_{}", name, number);
  }
  return candidate;
}

}  // namespace ropewalk::engine
