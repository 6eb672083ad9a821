// Decides what runs when.
//
// The problem: jobs end on many threads, a user, a failed sibling, a concurrency group or another process cancels at
// any time, and each of these makes other jobs ready, ends them, or finishes a called workflow and with it the job that
// calls it. Under a lock each such step may re-enter the next: finishing a leg starts another, which ends at once,
// which finishes its node, which finishes the graph that the first one stands in.
//
// The idea: one thread owns the graphs, the one in `run`. Whatever happens elsewhere is a note in the inbox, and
// nothing else crosses threads: a worker gets a request that is complete and hands back a result, a group or the slots
// only post a note. So there is no lock over the graphs, and none is held while an event is told. Within the thread
// what follows from something is not done at once either but put in a queue (`open_` for jobs whose needs have ended,
// `refill_` for strategies with room, `ready_` for legs without a slot) which `pump` empties: no function here is
// entered again by what it calls, but for the climb from a called workflow to its caller, which nests as deep as the
// calls do.
//
// Everything follows from something that ended, so there is no polling and no stage: a job starts as soon as its own
// needs have ended.
//
// It fails closed. Results are empty until they are known; an exception in a job fails the job; an exception in here
// stops what runs, and what has not ended by then is a failure that says so. `run` returns when each run has been told
// to have finished.
#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/concurrency_groups.h"
#include "engine/job_slots.h"
#include "engine/schedule/inbox.h"
#include "engine/schedule/job_graph.h"
#include "engine/schedule/workers.h"

namespace ropewalk::engine {

class Scheduler {
 public:
  /// A stop request cancels all runs; `forced` does so whatever the conditions of their jobs say. Slots and groups
  /// outlive it.
  Scheduler(JobSlots& slots, ConcurrencyGroups& groups, std::stop_token stop, std::stop_token forced);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Adds a run, before `run`. `graph` is built, and outlives the scheduler.
  void add(WorkflowGraph& graph) { graphs_.push_back(&graph); }
  /// Carries all of them out on the calling thread. Does not throw. Errors: kInternal when something of them could not
  /// be told; their results stand.
  [[nodiscard]] Result<void> run();

 private:
  void loop();
  void carry_out(const std::vector<Inbox::Note>& notes);
  void pump();
  /// Gives ready legs to threads, as far as there are slots.
  void dispatch();

  /// scheduler.cpp: how things begin.
  void begin(WorkflowGraph& graph);
  void look_at_jobs(WorkflowGraph& graph);
  void announce_jobs(WorkflowGraph& graph);
  void begin(JobNode& node);
  void start_legs(JobNode& node);
  void start(Leg& leg);
  void admit(Leg& leg);
  void call(Leg& leg);
  void give_to_thread(Leg& leg);
  [[nodiscard]] std::string take_folder(const JobId& job);

  /// scheduler_earlier.cpp: what an earlier attempt has done.
  /// Whether something that a job needs, or the call that it is part of, runs in this attempt.
  [[nodiscard]] static bool needs_fresh_ones(const JobNode& node);
  /// Whether a leg of the job has an earlier result, which its condition then has.
  [[nodiscard]] static bool has_earlier_legs(const JobNode& node);
  /// The result that stands for the leg; nothing when it runs.
  [[nodiscard]] static std::optional<JobResult> earlier_result(const Leg& leg);

  /// scheduler_groups.cpp: how they wait for each other.
  /// Enters the group of a leg or of a graph as a whole. True when it may go on at once; it has ended, or waits, when
  /// false.
  [[nodiscard]] bool enter_group(Leg& leg, const plan::Concurrency& concurrency);
  [[nodiscard]] bool enter_group(WorkflowGraph& graph);
  /// Says at a job, if it has been told of, what it waits for.
  void tell_wait(const Leg& leg, std::string_view group, std::string_view holder);

  /// scheduler_gates.cpp: how they wait for the rules of their environment. True when a leg may go on at once; it has
  /// ended, or waits, when false.
  [[nodiscard]] bool pass_gate(Leg& leg);
  void tell_waiting(const Leg& leg, const std::string& what);

  /// scheduler_finish.cpp: how they end.
  void tell(const RunContext& run, record::EventData event);
  void announce(Leg& leg);
  void end(JobNode& node, record::Conclusion conclusion, const std::string& reason, bool is_incomplete = false);
  void end(WorkflowGraph& graph, record::Conclusion conclusion, const std::string& reason);
  void finish(Leg& leg, JobResult result);
  void finish(JobNode& node);
  void finish(WorkflowGraph& graph);
  /// scheduler_give_up.cpp: after an exception everything that has not ended has failed.
  void give_up(const std::string& reason) noexcept;
  void stop_running(WorkflowGraph& graph);
  void close(WorkflowGraph& graph, const std::string& reason);

  /// scheduler_cancel.cpp: how they are told to end.
  void cancel(Leg& leg, const std::string& reason);
  void cancel(WorkflowGraph& graph, const std::string& reason);
  void cancel_siblings(const Leg& failed);

  JobSlots& slots_;
  ConcurrencyGroups& groups_;
  Inbox inbox_;
  std::vector<WorkflowGraph*> graphs_;
  std::size_t open_graphs_ = 0;
  /// How many jobs run, and how many members wait for their groups or gates: from whom a note will come.
  std::size_t awaited_ = 0;
  bool has_lost_events_ = false;
  std::deque<JobNode*> open_;
  std::deque<JobNode*> refill_;
  std::deque<Leg*> ready_;
  std::set<std::string> folders_;
  std::stop_token stop_;
  std::stop_token forced_;
  /// What the thread has seen of it: one answer for all that it does next.
  bool is_forced_ = false;
  std::unique_ptr<JobSlots::Watch> slot_watch_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
  std::optional<std::stop_callback<std::function<void()>>> on_force_;
  /// Last, so that the threads end before anything that they use.
  Workers workers_;
};

[[nodiscard]] JobResult result_of(record::Conclusion conclusion, std::string reason, bool is_incomplete = false);

/// What an exception says, for people: what the machine lacks, else a fault of ours.
[[nodiscard]] std::string thrown(const std::exception& error);

/// A fault of ours, for people.
[[nodiscard]] std::string internal_error(std::string_view what);

/// Whether a job's condition asks for it to run although it is cancelled: `always()`, `cancelled()`.
[[nodiscard]] bool survives_cancellation(const JobNode& node);

}  // namespace ropewalk::engine
