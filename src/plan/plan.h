// A plan: which workflows an event starts, which jobs they have, in which order and in how many legs, and why the rest
// would not run. A finished value; the engine carries it out.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "expr/value.h"
#include "plan/event.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// One combination of a job's matrix; a job without a matrix has one leg with an empty one.
struct Leg {
  /// Unique among the legs of its job: empty without a matrix, else the scalar values as GitHub shows them: `3.12,
  /// linux`. A label that comes again is numbered: `3.12, linux #2`.
  std::string label;
  /// The scalar values alone, as GitHub writes them behind the job's name; may come again in another leg.
  std::string values;
  /// GitHub's configuration id (`_3_12_linux`), unique in any case, at most 25 characters; `__default` without a
  /// matrix.
  std::string id;
  /// The `matrix` context; null without a matrix.
  expr::Value matrix;
  int index = 0;
};

/// A job's strategy, evaluated.
struct Strategy {
  std::vector<Leg> legs;
  bool has_matrix = false;
  bool fail_fast = true;
  /// 0 means no limit.
  int max_parallel = 0;
};

/// Why something does not run, naming the filter or condition that said no.
struct Refusal {
  std::string reason;
  SourceRef place;
  /// It may well run on GitHub; it is only that it could not be looked at here.
  bool is_incomplete = false;
};

struct PlannedWorkflow;

struct PlannedJob {
  /// Points into the workflow's model.
  const workflow::Job* job = nullptr;
  std::string id;
  /// Indexes into PlannedWorkflow::jobs.
  std::vector<std::size_t> needs;
  /// Known when the strategy reads nothing that only a run knows (`needs`).
  std::optional<Strategy> strategy;
  /// Set when the condition is already known to say no, or a needed job is never run.
  std::optional<Refusal> refusal;
  /// What is already known to fail the job, and it alone, when it starts: its strategy, or what it gives a called
  /// workflow. The run works it out again and fails the job; here it is for those who look before.
  std::optional<Error> failure;
  /// Permissions in force, after narrowing by callers: scope name to `read` or `write`, in GitHub's order. A scope
  /// that is not listed has none.
  std::vector<std::pair<std::string, std::string>> permissions;
  /// The called workflow, for a job with `uses`.
  std::shared_ptr<const PlannedWorkflow> called;
};

/// The jobs of one workflow file, in the file's order; needs are resolved and free of cycles.
struct PlannedWorkflow {
  std::shared_ptr<const workflow::Workflow> workflow;
  /// The `inputs` context (null when there is none); nothing when it depends on the run (`needs`, the caller's matrix).
  std::optional<expr::Value> inputs;
  std::vector<PlannedJob> jobs;
};

/// The workflow's `concurrency:`, evaluated.
struct Concurrency {
  std::string group;
  bool cancels_in_progress = false;
  /// `queue: max`: waiting runs are kept instead of replaced by the newest.
  bool keeps_queue = false;
};

/// One run of one workflow.
struct PlannedRun {
  PlannedWorkflow root;
  /// The event as this workflow sees it: Plan::event, completed by what only the workflow declares (defaults of
  /// dispatch inputs, its own schedule). Never null; shared between runs that see the same.
  std::shared_ptr<const Event> event;
  /// The path relative to the repository's top, the name as GitHub shows it, and the evaluated `run-name`.
  std::string path;
  std::string name;
  std::string title;
  /// The `inputs` context; null when the event has none.
  expr::Value inputs;
  std::optional<Concurrency> concurrency;
  /// Set when the workflow does not run for this event.
  std::optional<Refusal> refusal;
};

/// A file that GitHub would refuse, so that none of its jobs runs; the other workflows do.
struct BrokenWorkflow {
  /// The path as messages name it.
  std::string path;
  /// All that is wrong with it; at least one.
  std::vector<Error> errors;
};

struct Plan {
  Event event;
  /// The `vars` context.
  expr::Value variables;
  std::vector<PlannedRun> runs;
  /// What could not be read, and then what could not be planned, each in the order of the files.
  std::vector<BrokenWorkflow> broken;
};

}  // namespace ropewalk::plan
