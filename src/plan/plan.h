// A plan: which workflows an event starts, which jobs they have, in which order and in how many legs, and why the rest
// would not run. A finished value; the engine carries it out.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "expr/value.h"
#include "plan/event.h"
#include "workflow/model.h"

namespace ropewalk::plan {

/// One combination of a job's matrix; a job without a matrix has one leg with an empty one.
struct Leg {
  /// Unique among the legs of its job: empty without a matrix, else the scalar values as GitHub shows them: `3.12, linux`.
  std::string label;
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

/// Expands `strategy:` in GitHub's order with its include and exclude rules. `scope` gives the contexts that a strategy
/// may read. A job without `strategy` gives one leg. Errors carry GitHub's words and the place.
[[nodiscard]] Result<Strategy> expand_strategy(const workflow::Job& job, const SourceFilePtr& file,
                                               const expr::Scope& scope);

/// What GitHub shows for a leg: the evaluated `name:`, else `id (a, b)`; cut to 100 characters.
[[nodiscard]] Result<std::string> job_display_name(const workflow::Job& job, const SourceFilePtr& file, const Leg& leg,
                                                   const expr::Scope& scope);

/// Why something does not run, naming the filter or condition that said no.
struct Refusal {
  std::string reason;
  SourceRef place;
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
  /// Permissions in force, after narrowing by callers: scope name to `read`, `write` or `none`.
  std::vector<std::pair<std::string, std::string>> permissions;
  /// The called workflow, for a job with `uses`.
  std::shared_ptr<const PlannedWorkflow> called;
};

/// The jobs of one workflow file, in the file's order; needs are resolved and free of cycles.
struct PlannedWorkflow {
  std::shared_ptr<const workflow::Workflow> workflow;
  std::vector<PlannedJob> jobs;
};

/// One run of one workflow.
struct PlannedRun {
  PlannedWorkflow root;
  /// The path relative to the repository's top, the name as GitHub shows it, and the evaluated `run-name`.
  std::string path;
  std::string name;
  std::string title;
  /// The `inputs` context; null when the event has none.
  expr::Value inputs;
  /// Set when the workflow does not run for this event.
  std::optional<Refusal> refusal;
};

struct Plan {
  Event event;
  std::vector<PlannedRun> runs;
};

/// What planning reads besides the workflows.
struct PlanRequest {
  Event event;
  /// `vars`, by name.
  std::vector<std::pair<std::string, std::string>> variables;
  /// Only these jobs and what they need; all when empty. Errors: kUsage for a name that no workflow has.
  std::vector<std::string> jobs;
  /// A workflow named by the user runs even where its filters say no; false where the event decides.
  bool ignores_triggers = false;
  /// The user's limit on legs of one matrix; GitHub's is 256.
  std::size_t max_legs = 256;
};

/// Plans every workflow for the event. A workflow that does not run is in the plan with its refusal.
[[nodiscard]] Result<Plan> make_plan(const std::vector<std::shared_ptr<const workflow::Workflow>>& workflows,
                                     const PlanRequest& request);

/// The stable form for programs (schemas/plan.schema.json).
[[nodiscard]] json::value to_json(const Plan& plan);

}  // namespace ropewalk::plan
