// The jobs of a run while they are carried out: nodes for jobs, legs for their matrix, one graph for each workflow,
// also for called ones. Belongs to the scheduler's thread. What is not known yet has no value, so nothing that never
// ended can pass for a success.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/concurrency_groups.h"
#include "engine/environment_gates.h"
#include "engine/job/job_request.h"
#include "engine/run_context.h"

namespace ropewalk::engine {

struct JobNode;
struct WorkflowGraph;

/// kWaiting: for its needs or its turn in the strategy. kQueued: for its concurrency group or a slot.
enum class LegState { kWaiting, kQueued, kRunning, kFinished };

/// One leg of a job: what runs, or calls another workflow.
struct Leg {
  JobNode* node = nullptr;
  plan::Leg planned;
  JobId id;
  std::string name;
  LegState state = LegState::kWaiting;
  bool is_announced = false;
  std::stop_source stop;
  /// Why it was told to stop.
  std::string stop_reason;
  JobRequest request;
  std::optional<JobResult> result;
  /// `continue-on-error`: its failure fails nothing else.
  bool may_fail = false;
  /// Its own `concurrency:`, from its entering to its end.
  std::string group_name;
  std::unique_ptr<GroupPlace> group;
  bool waits_for_group = false;
  /// The environment that it names, once it is known, and what stands before it.
  std::string environment;
  std::unique_ptr<Gate> gate;
  bool waits_for_gate = false;
  std::optional<std::chrono::steady_clock::time_point> started;
  /// The workflow that it calls, while and after it runs.
  std::unique_ptr<WorkflowGraph> called;
};

struct JobNode {
  WorkflowGraph* graph = nullptr;
  const plan::PlannedJob* planned = nullptr;
  /// `id`, or `caller / id` in a called workflow.
  std::string key;
  std::size_t open_needs = 0;
  std::vector<std::size_t> dependents;
  /// All jobs that it needs, directly or not.
  std::vector<std::size_t> ancestors;
  std::optional<plan::Strategy> strategy;
  std::vector<std::unique_ptr<Leg>> legs;
  std::size_t next_leg = 0;
  std::size_t running_legs = 0;
  std::size_t open_legs = 0;
  /// Its condition said yes: its legs run or wait to run.
  bool has_begun = false;
  /// It runs in this attempt, or something that it needs does: no result of an earlier one stands for it.
  bool is_fresh = false;
  /// Set when all of its legs have ended.
  std::optional<record::Conclusion> result;
  /// Of all legs, a later one's over an earlier one's.
  expr::Object outputs;
};

struct WorkflowGraph {
  const RunContext* run = nullptr;
  const plan::PlannedWorkflow* planned = nullptr;
  /// The leg that calls this workflow; null for the root.
  Leg* caller = nullptr;
  expr::Value inputs;
  std::vector<std::pair<std::string, std::string>> secrets;
  std::vector<JobNode> nodes;
  std::size_t open_nodes = 0;
  /// Its jobs are being looked at; before, the workflow as a whole waits for its concurrency group.
  bool has_begun = false;
  /// What has not begun is asked whether it wants to run all the same, and ends with this reason if not.
  bool is_cancelled = false;
  std::string cancel_reason;
  /// A job could not be run here, wholly or in part.
  bool is_incomplete = false;
  /// A job has failed by itself, and it was not one that may.
  bool has_failed = false;
  /// The workflow's own `concurrency:`, from its entering to its end.
  std::string group_name;
  std::unique_ptr<GroupPlace> group;
  bool waits_for_group = false;
  std::chrono::steady_clock::time_point started;
  /// Set when all of its jobs have ended.
  std::optional<record::Conclusion> result;
};

/// Builds the graph of a planned workflow. `prefix` is put in front of keys and names.
void build_graph(WorkflowGraph& graph);

/// How the jobs of a graph went together, for the run or the calling job. A job that has not ended is a failure.
[[nodiscard]] record::Conclusion conclusion_of(const WorkflowGraph& graph);
/// The same for the legs of a job; failures that may be do not count.
[[nodiscard]] record::Conclusion conclusion_of(const JobNode& node);

/// The legs of a node by its strategy, with ids; names are evaluated later.
void make_legs(JobNode& node);

/// Something in it could not be run here, and nothing that did run has failed it.
[[nodiscard]] bool is_only_incomplete(const WorkflowGraph& graph);

}  // namespace ropewalk::engine
