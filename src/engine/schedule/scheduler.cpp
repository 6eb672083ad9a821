#include "engine/schedule/scheduler.h"

#include <fmt/format.h>

#include <algorithm>
#include <new>
#include <system_error>

#include "engine/evaluate.h"
#include "engine/job/job_folders.h"
#include "engine/runner/run_job.h"
#include "engine/schedule/job_scope.h"
#include "engine/schedule/prepare_leg.h"
#include "plan/strategy.h"

namespace ropewalk::engine {

using record::Conclusion;

namespace {

constexpr std::string_view kUnknown = "an exception of an unknown type was thrown";

/// A condition that says no, for people: as written, or what the implicit one asks for.
std::string refusal_reason(const JobNode& node) {
  const auto& condition = node.planned->job->condition;
  if (condition && !condition->written.empty()) {
    return fmt::format("its condition is false: {}", condition->written);
  }
  std::vector<std::string> culprits;
  for (const std::size_t ancestor : node.ancestors) {
    const JobNode& job = node.graph->nodes[ancestor];
    const Conclusion result = job.result.value_or(Conclusion::kFailure);
    if (result != Conclusion::kSuccess) {
      culprits.push_back(fmt::format("'{}' ({})", job.planned->id, record::name(result)));
    }
  }
  return fmt::format("a job that it needs has not succeeded: {}", fmt::join(culprits, ", "));
}

/// Whether a cancellation of the run ends the job: neither it nor a call that it is part of goes on all the same.
bool dies_with_run(const Leg& leg) {
  for (const Leg* part = &leg; part != nullptr; part = part->node->graph->caller) {
    if (survives_cancellation(*part->node)) {
      return false;
    }
  }
  return true;
}

/// What a job's thread hands back.
struct Ended {
  JobResult result;
  std::chrono::steady_clock::time_point started;
};

/// Runs a job on the calling thread; whatever is thrown in it fails this job and no other.
Ended run_guarded(const RunContext& run, const JobRequest& request, const std::stop_token& stop) {
  Ended ended{.result = {}, .started = run.ports.clock.monotonic()};
  try {
    run.recorder.emit(record::JobStarted{.job = request.id, .runner = run.ports.machine.host_name()});
    ended.result = run_job(run, request, stop);
  } catch (const std::exception& error) {
    ended.result = result_of(Conclusion::kFailure, thrown(error));
  } catch (...) {
    ended.result = result_of(Conclusion::kFailure, internal_error(kUnknown));
  }
  return ended;
}

}  // namespace

JobResult result_of(Conclusion conclusion, std::string reason, bool is_incomplete) {
  return {.conclusion = conclusion, .reason = std::move(reason), .is_incomplete = is_incomplete, .outputs = {}};
}

std::string thrown(const std::exception& error) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    return "this machine has not enough memory for the job";
  }
  const auto* system = dynamic_cast<const std::system_error*>(&error);
  if (system != nullptr && system->code() == std::errc::resource_unavailable_try_again) {
    return fmt::format("this machine gives no further thread: {}", error.what());
  }
  return internal_error(error.what());
}

std::string internal_error(std::string_view what) {
  return fmt::format("internal error: {} (a fault of Ropewalk's: please report it)", what);
}

Scheduler::Scheduler(JobSlots& slots, ConcurrencyGroups& groups, std::stop_token stop, std::stop_token forced)
    : slots_(slots), groups_(groups), stop_(std::move(stop)), forced_(std::move(forced)) {}

Scheduler::~Scheduler() = default;

Result<void> Scheduler::run() {
  try {
    loop();
  } catch (const std::exception& error) {
    give_up(thrown(error));
  } catch (...) {
    give_up(internal_error(kUnknown));
  }
  if (has_lost_events_) {
    return fail(ErrorKind::kInternal, "not everything that happened in the run could be recorded");
  }
  return {};
}

void Scheduler::loop() {
  open_graphs_ = graphs_.size();
  slot_watch_ = slots_.watch([this] { inbox_.post([] {}); });
  on_stop_.emplace(stop_, [this] { inbox_.post([] {}); });
  on_force_.emplace(forced_, [this] { inbox_.post([] {}); });
  for (WorkflowGraph* graph : graphs_) {
    begin(*graph);
  }
  while (true) {
    carry_out(inbox_.take_what_is_there());
    pump();
    if (!inbox_.is_empty()) {
      continue;  // what has just been looked at cancels or frees something, which goes before a start
    }
    dispatch();
    if (open_graphs_ == 0) {
      break;
    }
    if (awaited_ == 0 && ready_.empty()) {
      give_up(internal_error("nothing runs, and not all jobs have ended"));
      return;
    }
    carry_out(inbox_.take());
  }
  workers_.join();
}

/// A stop goes first, before a job that it has ended makes others ready.
void Scheduler::carry_out(const std::vector<Inbox::Note>& notes) {
  is_forced_ = forced_.stop_requested();
  if (is_forced_ || stop_.stop_requested()) {
    for (WorkflowGraph* graph : graphs_) {
      cancel(*graph, "the run was cancelled");
    }
  }
  for (const Inbox::Note& note : notes) {
    note();
  }
}

void Scheduler::pump() {
  while (!open_.empty() || !refill_.empty()) {
    if (!refill_.empty()) {
      JobNode& node = *refill_.front();
      refill_.pop_front();
      start_legs(node);
    } else {
      JobNode& node = *open_.front();
      open_.pop_front();
      begin(node);
    }
  }
}

void Scheduler::dispatch() {
  while (!ready_.empty()) {
    Leg& leg = *ready_.front();
    if (leg.state == LegState::kQueued) {
      if (!slots_.try_take()) {
        return;
      }
      give_to_thread(leg);
    }
    ready_.pop_front();
    pump();
  }
}

/// A workflow begins when its concurrency group lets it.
void Scheduler::begin(WorkflowGraph& graph) {
  graph.started = graph.run->ports.clock.monotonic();
  if (enter_group(graph)) {
    look_at_jobs(graph);
  }
}

void Scheduler::look_at_jobs(WorkflowGraph& graph) {
  graph.has_begun = true;
  announce_jobs(graph);
  for (JobNode& node : graph.nodes) {
    if (node.open_needs == 0) {
      open_.push_back(&node);
    }
  }
  if (graph.nodes.empty()) {
    finish(graph);
  }
}

/// Jobs are told of as soon as their legs are known; those of called workflows when the call starts.
void Scheduler::announce_jobs(WorkflowGraph& graph) {
  for (JobNode& node : graph.nodes) {
    if (node.strategy && !node.planned->refusal && node.legs.empty()) {
      make_legs(node);
    }
  }
  for (JobNode& node : graph.nodes) {
    for (const auto& leg : node.legs) {
      if (node.planned->called == nullptr) {
        announce(*leg);
      }
    }
  }
}

void Scheduler::begin(JobNode& node) {
  if (node.result) {
    return;  // ended with its workflow
  }
  if (is_forced_) {
    end(node, Conclusion::kCancelled, node.graph->cancel_reason);
    return;
  }
  const std::optional<plan::Refusal>& refusal = node.planned->refusal;
  if (refusal && !refusal->is_incomplete) {
    end(node, Conclusion::kSkipped, refusal->reason);
    return;
  }
  node.is_fresh = needs_fresh_ones(node);
  const JobScope scope(node);
  const auto& condition = node.planned->job->condition;
  const bool has_run_before = !node.is_fresh && has_earlier_legs(node);
  const auto runs = has_run_before ? Result<bool>(true)
                    : condition    ? evaluate_condition(condition->expression, scope)
                                   : Result<bool>(scope.call("success", {})->boolean());
  if (!runs) {
    end(node, Conclusion::kFailure, runs.error().message);
    return;
  }
  if (!*runs) {
    const bool is_cancelled = node.graph->is_cancelled;
    end(node, is_cancelled ? Conclusion::kCancelled : Conclusion::kSkipped,
        is_cancelled ? node.graph->cancel_reason : refusal_reason(node));
    return;
  }
  if (refusal) {
    end(node, Conclusion::kSkipped, refusal->reason, refusal->is_incomplete);
    return;
  }
  if (!node.strategy) {
    auto strategy = plan::expand_strategy(*node.planned->job, node.graph->planned->workflow->file, scope);
    if (!strategy) {
      end(node, Conclusion::kFailure,
          fmt::format("Error when evaluating 'strategy' for job '{}'. {}", node.planned->id,
                      placed_message(strategy.error())));
      return;
    }
    node.strategy = std::move(*strategy);
  }
  if (node.legs.empty()) {
    make_legs(node);
  }
  node.has_begun = true;
  for (const auto& leg : node.legs) {
    if (node.planned->called == nullptr) {
      announce(*leg);
    }
  }
  refill_.push_back(&node);
}

void Scheduler::start_legs(JobNode& node) {
  const auto most = static_cast<std::size_t>(node.strategy->max_parallel);
  while (node.next_leg < node.legs.size() && (most == 0 || node.running_legs < most)) {
    Leg& leg = *node.legs[node.next_leg++];
    if (leg.state == LegState::kWaiting) {
      ++node.running_legs;
      start(leg);
    }
  }
}

void Scheduler::start(Leg& leg) {
  leg.state = LegState::kQueued;
  if (auto earlier = earlier_result(leg)) {
    finish(leg, std::move(*earlier));
    return;
  }
  leg.node->is_fresh |= leg.node->planned->called == nullptr;
  PreparedLeg prepared = leg.node->planned->called != nullptr ? prepare_call(leg) : prepare_leg(leg);
  if (prepared.ended) {
    finish(leg, std::move(*prepared.ended));
    return;
  }
  if (!prepared.concurrency || enter_group(leg, *prepared.concurrency)) {
    admit(leg);
  }
}

/// A call needs no slot of its own: the jobs of the called workflow do.
void Scheduler::admit(Leg& leg) {
  if (leg.node->planned->called != nullptr) {
    call(leg);
  } else if (pass_gate(leg)) {
    leg.request.folder = take_folder(leg.id);
    ready_.push_back(&leg);
  }
}

void Scheduler::give_to_thread(Leg& leg) {
  leg.state = LegState::kRunning;
  // What ends the whole run reaches the job at once, whatever keeps this thread busy.
  const std::stop_token stop_of_all = dies_with_run(leg) ? stop_ : std::stop_token();
  auto started = workers_.start([this, &leg, stop_of_all] {
    const std::stop_callback stops(stop_of_all, [&leg] { leg.stop.request_stop(); });
    Ended ended = run_guarded(*leg.node->graph->run, leg.request, leg.stop.get_token());
    inbox_.post([this, &leg, ended = std::move(ended)] {
      --awaited_;
      slots_.give_back();
      leg.started = ended.started;
      finish(leg, ended.result);
    });
  });
  if (started) {
    ++awaited_;
    return;
  }
  slots_.give_back();
  finish(leg, result_of(Conclusion::kFailure, started.error().message));
}

void Scheduler::call(Leg& leg) {
  auto called = std::make_unique<WorkflowGraph>();
  called->run = leg.node->graph->run;
  called->planned = leg.node->planned->called.get();
  called->caller = &leg;
  leg.state = LegState::kRunning;
  if (auto prepared = prepare_called(leg, *called); !prepared) {
    finish(leg, result_of(Conclusion::kFailure, prepared.error().message));
    return;
  }
  build_graph(*called);
  leg.called = std::move(called);
  begin(*leg.called);
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
