#include "report/plan_view.h"

#include <fmt/format.h>

#include "expr/context_table.h"
#include "plan/concurrency.h"
#include "plan/job_environment.h"
#include "plan/job_name.h"
#include "plan/names.h"
#include "plan/strategy.h"
#include "plan/written_form.h"

namespace ropewalk::report {
namespace {

/// The workflow's contexts and those of one leg.
class LegScope final : public expr::ContextTable<LegScope> {
 public:
  LegScope(const plan::PlanScope& workflow, expr::Value matrix, expr::Value strategy)
      : ContextTable(&workflow), matrix_(std::move(matrix)), strategy_(std::move(strategy)) {}

  static std::span<const expr::ContextRow<LegScope>> contexts() {
    static constexpr expr::ContextRow<LegScope> kRows[] = {
        {"matrix", [](const LegScope& scope) { return scope.matrix_; }},
        {"strategy", [](const LegScope& scope) { return scope.strategy_; }},
    };
    return kRows;
  }

 private:
  expr::Value matrix_;
  expr::Value strategy_;
};

void add_labels(const expr::Value& value, std::vector<std::string>& labels) {
  if (value.kind() == expr::Kind::kArray) {
    for (const expr::Value& item : value.array()) {
      add_labels(item, labels);
    }
  } else if (value.kind() == expr::Kind::kObject) {
    const expr::Value* group = value.object().find("group");
    const expr::Value* more = value.object().find("labels");
    if (group != nullptr) {
      labels.push_back("group: " + group->to_text());
    }
    if (more != nullptr) {
      add_labels(*more, labels);
    }
  } else if (!value.is_null()) {
    labels.push_back(value.to_text());
  }
}

}  // namespace

RunView::RunView(const plan::Plan& plan, const plan::PlannedRun& run)
    : github_(*run.event), scope_(github_, run.path, run.name, run.inputs, plan.variables) {}

std::vector<LegView> RunView::legs_of(const plan::PlannedWorkflow& workflow, const plan::PlannedJob& job) const {
  if (!job.strategy) {
    return {leg_of(workflow, job, nullptr)};
  }
  std::vector<LegView> views;
  for (const plan::Leg& leg : job.strategy->legs) {
    views.push_back(leg_of(workflow, job, &leg));
  }
  return views;
}

LegView RunView::leg_of(const plan::PlannedWorkflow& workflow, const plan::PlannedJob& planned,
                        const plan::Leg* leg) const {
  const workflow::Job& job = *planned.job;
  const plan::KnownContexts known{.inputs = workflow.inputs.has_value(), .leg = leg != nullptr};
  const plan::PlanScope scope = scope_.with_inputs(workflow.inputs.value_or(expr::Value()));
  const LegScope leg_scope(scope, leg == nullptr ? expr::Value() : leg->matrix,
                           leg == nullptr ? expr::Value() : strategy_context(*planned.strategy, *leg));
  LegView view;
  if (job.name != nullptr && !is_known_before_run(*job.name, known)) {
    view.name = plan::written_form(*job.name, *workflow.workflow->file);
  } else {
    const auto name = job_display_name(job, workflow.workflow->file, leg == nullptr ? plan::Leg{} : *leg, leg_scope);
    view.name = name ? *name : plan::leg_name(job.id, leg == nullptr ? "" : leg->values);
  }
  // One that is wrong is told by the run.
  auto concurrency = known_concurrency(job.concurrency, workflow.workflow->file, leg_scope, known);
  if (concurrency) {
    view.concurrency = *std::move(concurrency);
  }
  if (const workflow::Token* environment = plan::environment_name(job);
      environment != nullptr && is_known_before_run(*environment, known)) {
    if (const auto text = workflow::evaluate(*environment, leg_scope); text && !text->is_null()) {
      view.environment = text->to_text();
    }
  }
  if (job.runs_on == nullptr) {
    return view;
  }
  const auto labels = is_known_before_run(*job.runs_on, known) ? workflow::evaluate(*job.runs_on, leg_scope)
                                                               : tl::unexpected(workflow::EvaluatedError{});
  if (labels) {
    add_labels(*labels, view.runs_on);
  } else {
    view.runs_on.push_back(plan::written_form(*job.runs_on, *workflow.workflow->file));
  }
  return view;
}

}  // namespace ropewalk::report
