// Decides what runs when. Everything that can follow follows from something that ended, so there is no polling: a job
// that ends is looked at under one lock, and what it makes possible is started at once, without stages. Jobs run on at
// most `max_jobs` threads, which take the next ready job when theirs has ended.
#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/schedule/concurrency.h"
#include "engine/schedule/job_graph.h"
#include "tasks/task_group.h"

namespace ropewalk::engine {

class Scheduler {
 public:
  /// A stop request cancels all jobs.
  Scheduler(unsigned max_jobs, std::stop_token stop);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  /// Starts what can start. `graph` is built, and outlives the scheduler.
  void start(WorkflowGraph& graph);
  /// Returns when all jobs of all graphs have ended.
  void wait();

 private:
  /// All of these are called with the lock held.
  void announce(WorkflowGraph& graph);
  void announce(Leg& leg);
  void pump();
  void begin(JobNode& node);
  void start_legs(JobNode& node);
  void start_leg(Leg& leg);
  void start_called(Leg& leg);
  void admit(Leg& leg);
  void submit(Leg& leg);
  void finish_leg(Leg& leg, JobResult result);
  void finish_node(JobNode& node);
  void finish_graph(WorkflowGraph& graph);
  void end_node(JobNode& node, record::Conclusion conclusion, std::string reason, bool is_incomplete = false);
  void cancel(Leg& leg, const std::string& reason);
  void cancel_graph(WorkflowGraph& graph, const std::string& reason);
  void cancel_siblings(const Leg& failed);
  [[nodiscard]] std::string take_folder(const JobId& job);

  void cancel_all();
  /// A worker's life: the next ready job until there is none.
  void work();

  std::mutex mutex_;
  unsigned free_slots_;
  bool is_cancelled_ = false;
  std::vector<WorkflowGraph*> graphs_;
  /// Jobs whose needs have ended and that are still to be looked at.
  std::deque<JobNode*> open_;
  /// Legs that wait for a thread.
  std::deque<Leg*> ready_;
  ConcurrencyGroups concurrency_;
  std::set<std::string> folders_;
  /// Last, so that the threads and the callback end before anything that they use.
  tasks::TaskGroup group_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
};

}  // namespace ropewalk::engine
