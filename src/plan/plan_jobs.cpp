#include "plan/plan_jobs.h"

#include <algorithm>

#include "plan/condition.h"
#include "plan/inputs.h"
#include "plan/job_graph.h"
#include "plan/permissions.h"
#include "plan/strategy.h"

namespace ropewalk::plan {
namespace {

class JobPlanner {
 public:
  JobPlanner(const JobsRequest& request, const PlanScope& scope)
      : request_(request),
        scope_(scope),
        workflow_(*request.workflow),
        known_{.inputs = request.inputs.has_value(), .leg = false} {}

  PlannedWorkflow plan() {
    const auto needs = resolve_needs(workflow_);
    const auto selected = select_jobs(workflow_, needs, request_.names);
    PlannedWorkflow result;
    result.workflow = request_.workflow;
    result.inputs = request_.inputs;
    add_jobs(result, needs, selected);
    if (!request_.is_run) {
      return result;
    }
    // A job is looked at after those that it needs, whatever the order of the file.
    std::vector<bool> is_done(result.jobs.size());
    for (std::size_t i = 0; i < result.jobs.size(); ++i) {
      plan_with_needs(result, i, is_done);
    }
    return result;
  }

 private:
  static void add_jobs(PlannedWorkflow& result, const std::vector<std::vector<std::size_t>>& needs,
                       const std::vector<bool>& selected) {
    const std::vector<workflow::Job>& jobs = result.workflow->jobs;
    std::vector<std::size_t> positions(jobs.size());
    std::size_t count = 0;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      positions[i] = selected[i] ? count++ : 0;
    }
    result.jobs.reserve(count);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (!selected[i]) {
        continue;
      }
      PlannedJob& job = result.jobs.emplace_back();
      job.job = &jobs[i];
      job.id = jobs[i].id;
      for (const std::size_t need : needs[i]) {
        job.needs.push_back(positions[need]);
      }
    }
  }

  /// Without recursion: a chain of needs may be as long as the file.
  void plan_with_needs(PlannedWorkflow& plan, std::size_t first, std::vector<bool>& is_done) const {
    std::vector<std::size_t> open{first};
    while (!open.empty()) {
      const std::size_t index = open.back();
      const auto waiting =
          std::ranges::find_if(plan.jobs[index].needs, [&](std::size_t need) { return !is_done[need]; });
      if (!is_done[index] && waiting != plan.jobs[index].needs.end() && open.size() <= plan.jobs.size()) {
        open.push_back(*waiting);
        continue;
      }
      open.pop_back();
      if (is_done[index]) {
        continue;
      }
      is_done[index] = true;
      plan_job(plan, plan.jobs[index]);
    }
  }

  void plan_job(const PlannedWorkflow& plan, PlannedJob& planned) const {
    const workflow::Job& job = *planned.job;
    const workflow::Permissions permissions = permissions_in_force(job);
    planned.permissions = granted(permissions);
    planned.refusal = condition_refusal(job, workflow_.file, scope_, known_, outlook(plan, planned));
    if (!planned.refusal) {
      planned.refusal = unread_refusal(job);
    }
    if (planned.refusal) {
      return;
    }
    if (job.strategy == nullptr || is_known_before_run(*job.strategy, known_)) {
      if (auto strategy = expand_strategy(job, workflow_.file, scope_, request_.max_legs)) {
        planned.strategy = *std::move(strategy);
      } else {
        planned.failure = std::move(strategy.error());
      }
    }
    if (job.called) {
      plan_called(planned, permissions);
    }
  }

  /// A call that the reader could not follow.
  [[nodiscard]] std::optional<Refusal> unread_refusal(const workflow::Job& job) const {
    if (job.uses == nullptr || job.called) {
      return std::nullopt;
    }
    return Refusal{.reason = "the called workflow is in another repository, so it cannot be read here",
                   .place = {workflow_.file, job.uses->span},
                   .is_incomplete = true};
  }

  [[nodiscard]] workflow::Permissions permissions_in_force(const workflow::Job& job) const {
    const workflow::Permissions wanted = permissions_of(job, workflow_, request_.permissions);
    return request_.is_called ? narrowed(wanted, request_.permissions) : wanted;
  }

  static NeedsOutlook outlook(const PlannedWorkflow& plan, const PlannedJob& job) {
    NeedsOutlook result;
    result.has_needs = !job.needs.empty();
    for (const std::size_t need : job.needs) {
      if (plan.jobs[need].refusal && result.skipped_job.empty()) {
        result.skipped_job = plan.jobs[need].id;
      }
    }
    result.may_fail = any_before_runs(plan, job);
    return result;
  }

  /// True when a job that is needed, directly or not, may run.
  static bool any_before_runs(const PlannedWorkflow& plan, const PlannedJob& job) {
    std::vector<bool> is_seen(plan.jobs.size());
    std::vector<std::size_t> open = job.needs;
    while (!open.empty()) {
      const std::size_t index = open.back();
      open.pop_back();
      if (is_seen[index]) {
        continue;
      }
      is_seen[index] = true;
      const PlannedJob& needed = plan.jobs[index];
      if (!needed.refusal) {
        return true;
      }
      open.insert(open.end(), needed.needs.begin(), needed.needs.end());
    }
    return false;
  }

  void plan_called(PlannedJob& planned, const workflow::Permissions& permissions) const {
    const workflow::Job& job = *planned.job;
    JobsRequest request;
    request.workflow = job.called;
    request.permissions = permissions;
    request.is_called = true;
    request.max_legs = request_.max_legs;
    if (auto inputs = inputs_of_called(job)) {
      request.inputs = *std::move(inputs);
    } else if (!planned.failure) {
      planned.failure = std::move(inputs.error());
    }
    planned.called = std::make_shared<const PlannedWorkflow>(
        plan_jobs(request, scope_.with_inputs(request.inputs.value_or(expr::Value()))));
  }

  /// Nothing when they depend on the run.
  [[nodiscard]] Result<std::optional<expr::Value>> inputs_of_called(const workflow::Job& job) const {
    if (job.with == nullptr) {
      return called_or_error(job, nullptr);
    }
    if (!is_known_before_run(*job.with, known_)) {
      return std::optional<expr::Value>();
    }
    const auto with = workflow::evaluate_in_place(*job.with, workflow_.file, scope_);
    if (!with) {
      return fail(with.error());
    }
    return called_or_error(job, &*with);
  }

  [[nodiscard]] Result<std::optional<expr::Value>> called_or_error(const workflow::Job& job,
                                                                   const workflow::Evaluated* with) const {
    auto inputs = called_inputs(*job.called, with, workflow_.file, scope_);
    if (!inputs) {
      return fail(inputs.error());
    }
    return std::optional(*std::move(inputs));
  }

  const JobsRequest& request_;
  const PlanScope& scope_;
  const workflow::Workflow& workflow_;
  KnownContexts known_;
};

}  // namespace

PlannedWorkflow plan_jobs(const JobsRequest& request, const PlanScope& scope) {
  return JobPlanner(request, scope).plan();
}

}  // namespace ropewalk::plan
