#include "plan/make_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "plan/concurrency.h"
#include "plan/filters.h"
#include "plan/inputs.h"
#include "plan/job_graph.h"
#include "plan/plan_jobs.h"
#include "plan/run_event.h"
#include "plan/run_title.h"
#include "plan/scope.h"

namespace ropewalk::plan {
namespace {

using WorkflowPtr = std::shared_ptr<const workflow::Workflow>;

expr::Value variables_of(const PlanRequest& request) {
  expr::Object variables;
  for (const auto& [name, value] : request.variables) {
    variables.set(name, value);
  }
  return {std::move(variables)};
}

/// Every job asked for must be somewhere.
Result<void> check_names(const std::vector<WorkflowPtr>& workflows, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    if (std::ranges::any_of(workflows, [&](const WorkflowPtr& workflow) { return has_job(*workflow, name); })) {
      continue;
    }
    std::vector<std::string_view> known;
    for (const WorkflowPtr& workflow : workflows) {
      for (const workflow::Job& job : workflow->jobs) {
        if (std::ranges::find(known, job.id) == known.end()) {
          known.push_back(job.id);
        }
      }
    }
    std::string_view near = nearest(name, known);
    return fail(
        ErrorKind::kUsage, fmt::format("no workflow has a job '{}'", name),
        near.empty() ? fmt::format("there are {}", fmt::join(known, ", ")) : fmt::format("did you mean {}?", near));
  }
  return {};
}

class Planner {
 public:
  Planner(const PlanRequest& request, expr::Value variables)
      : request_(request),
        event_(std::make_shared<const Event>(request.event)),
        github_(request.event),
        variables_(std::move(variables)) {}

  Result<PlannedRun> plan(const WorkflowPtr& workflow) {
    if (auto checked = check_triggers(*workflow); !checked) {
      return fail(checked.error());
    }
    PlannedRun run;
    run.path = workflow_path(*workflow);
    run.name = workflow_name(*workflow);
    run.event = event_for_workflow(event_, *workflow, run.path);
    auto refusal = refusal_of(*workflow, *run.event);
    if (!refusal) {
      return fail(refusal.error());
    }
    run.refusal = *std::move(refusal);
    if (!run.refusal) {
      if (auto read = read_inputs(run, *workflow); !read) {
        // A dispatch is meant for the workflows that take these inputs, unless the user named this one.
        if (request_.ignores_filters || read.error().kind != ErrorKind::kUsage) {
          return fail(read.error());
        }
        run.refusal = Refusal{read.error().message, read.error().place};
        if (!input_error_) {
          input_error_ = read.error();
        }
      }
    }
    // An event of this workflow's own needs a context of its own.
    if (run.event == event_) {
      return plan_run(std::move(run), workflow, github_);
    }
    return plan_run(std::move(run), workflow, GithubContext(*run.event));
  }

  /// The first complaint about an input, for the case that no workflow takes them.
  [[nodiscard]] const std::optional<Error>& input_error() const { return input_error_; }

 private:
  [[nodiscard]] Result<std::optional<Refusal>> refusal_of(const workflow::Workflow& workflow,
                                                          const Event& event) const {
    if (!event.conflicts.empty()) {
      return Refusal{fmt::format("the pull request conflicts with its base in {}: GitHub runs nothing before that is "
                                 "resolved",
                                 fmt::join(event.conflicts, ", ")),
                     {}};
    }
    if (request_.ignores_filters) {
      if (auto refusal = event_refusal(workflow, event)) {
        return refusal;
      }
    } else {
      auto refusal = trigger_refusal(workflow, event);
      if (!refusal || *refusal) {
        return refusal;
      }
      if (auto skipped = skip_refusal(event)) {
        return skipped;
      }
    }
    const auto has = [&](const std::string& name) { return has_job(workflow, name); };
    if (!request_.jobs.empty() && std::ranges::none_of(request_.jobs, has)) {
      return Refusal{fmt::format("it has no job {}", join(request_.jobs, " or ")), {}};
    }
    return std::optional<Refusal>();
  }

  static Result<void> read_inputs(PlannedRun& run, const workflow::Workflow& workflow) {
    const bool is_dispatch = run.event->name == "workflow_dispatch";
    const bool takes_inputs = is_dispatch || run.event->name == "workflow_call";
    if (!takes_inputs && run.event->inputs.empty()) {
      return {};
    }
    auto inputs = typed_inputs(workflow, *run.event);
    if (!inputs) {
      return fail(inputs.error());
    }
    if (is_dispatch) {
      run.event = event_with_inputs(run.event, *inputs);
    }
    run.inputs = expr::Value(*std::move(inputs));
    return {};
  }

  [[nodiscard]] Result<PlannedRun> plan_run(PlannedRun run, const WorkflowPtr& workflow,
                                            const GithubContext& github) const {
    const PlanScope scope(github, run.path, run.name, run.inputs, variables_);
    JobsRequest jobs;
    jobs.workflow = workflow;
    jobs.inputs = run.inputs;
    jobs.permissions = workflow::default_permissions(request_.token_policy, true);
    jobs.names = run.refusal ? std::vector<std::string>() : request_.jobs;
    jobs.max_legs = request_.max_legs;
    jobs.is_run = !run.refusal;
    run.root = plan_jobs(jobs, scope);
    if (run.refusal) {
      run.title = run.name;
      return run;
    }
    auto concurrency = known_concurrency(workflow->concurrency, workflow->file, scope, {});
    if (!concurrency) {
      return fail(concurrency.error());
    }
    run.concurrency = *std::move(concurrency);
    auto title = run_title(run, scope);
    if (!title) {
      return fail(title.error());
    }
    run.title = *std::move(title);
    return run;
  }

  const PlanRequest& request_;
  std::shared_ptr<const Event> event_;
  GithubContext github_;
  expr::Value variables_;
  std::optional<Error> input_error_;
};

}  // namespace

Result<Plan> make_plan(const std::vector<WorkflowPtr>& workflows, const PlanRequest& request) {
  if (auto checked = check_names(workflows, request.jobs); !checked) {
    return fail(checked.error());
  }
  Plan plan;
  plan.event = request.event;
  plan.runs.reserve(workflows.size());
  plan.variables = variables_of(request);
  Planner planner(request, plan.variables);
  for (const WorkflowPtr& workflow : workflows) {
    auto run = planner.plan(workflow);
    if (run) {
      plan.runs.push_back(*std::move(run));
    } else if (run.error().kind == ErrorKind::kUsage) {
      return fail(std::move(run.error()));
    } else {
      plan.broken.push_back({workflow_path(*workflow), {std::move(run.error())}});
    }
  }
  const auto runs = [](const PlannedRun& run) { return !run.refusal; };
  if (planner.input_error() && std::ranges::none_of(plan.runs, runs)) {
    return fail(*planner.input_error());
  }
  return plan;
}

}  // namespace ropewalk::plan
