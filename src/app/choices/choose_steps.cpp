#include "app/choices/choose_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <utility>

#include "base/strings.h"
#include "engine/step_choice.h"
#include "expr/node.h"
#include "lint/visit.h"

namespace ropewalk::app {
namespace {

std::vector<std::string> words_of(const engine::StepChoice& choice) {
  std::vector<std::string> words = choice.only;
  if (!choice.from.empty()) {
    words.push_back(choice.from);
  }
  return words;
}

bool has_any(const plan::PlannedWorkflow& workflow, const plan::PlannedJob& job,
             const std::vector<std::string>& words) {
  const bool has_own = std::ranges::any_of(
      words, [&](const std::string& word) { return engine::has_step(*job.job, word, *workflow.workflow->file); });
  return has_own || (job.called && std::ranges::any_of(job.called->jobs, [&](const plan::PlannedJob& inner) {
                       return has_any(*job.called, inner, words);
                     }));
}

using OnJob = std::function<void(const plan::PlannedWorkflow&, const plan::PlannedJob&)>;

void for_each_job(const plan::PlannedWorkflow& workflow, const OnJob& visit) {
  for (const plan::PlannedJob& job : workflow.jobs) {
    visit(workflow, job);
    if (job.called) {
      for_each_job(*job.called, visit);
    }
  }
}

void for_each_job(const plan::Plan& plan, const OnJob& visit) {
  for (const plan::PlannedRun& run : plan.runs) {
    if (!run.refusal) {
      for_each_job(run.root, visit);
    }
  }
}

/// A step that no job has is a mistake, not a run without steps.
Result<void> check_words(const plan::Plan& plan, const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    bool is_there = false;
    std::vector<std::string> names;
    for_each_job(plan, [&](const plan::PlannedWorkflow& workflow, const plan::PlannedJob& job) {
      is_there |= engine::has_step(*job.job, word, *workflow.workflow->file);
      for (std::string& name : engine::step_names(*job.job, *workflow.workflow->file)) {
        if (std::ranges::find(names, name) == names.end()) {
          names.push_back(std::move(name));
        }
      }
    });
    if (is_there) {
      continue;
    }
    const std::string_view near = nearest(word, {names.begin(), names.end()});
    return fail(ErrorKind::kUsage, fmt::format("no job that runs has a step '{}'", word),
                !near.empty()   ? fmt::format("did you mean '{}'?", near)
                : names.empty() ? std::string("no step is known before the run")
                                : fmt::format("a step is named by its id, its name or its first line: '{}'",
                                              fmt::join(names, "', '")));
  }
  return {};
}

/// Jobs that have the step, and what they need.
void leave_others_out(plan::PlannedWorkflow& workflow, const std::vector<std::string>& words) {
  std::vector<bool> stays(workflow.jobs.size(), false);
  const std::function<void(std::size_t)> keep = [&](std::size_t at) {
    if (!stays[at]) {
      stays[at] = true;
      std::ranges::for_each(workflow.jobs[at].needs, keep);
    }
  };
  for (std::size_t i = 0; i < workflow.jobs.size(); ++i) {
    if (has_any(workflow, workflow.jobs[i], words)) {
      keep(i);
    }
  }
  for (std::size_t i = 0; i < workflow.jobs.size(); ++i) {
    plan::PlannedJob& job = workflow.jobs[i];
    if (!stays[i] && !job.refusal) {
      job.refusal = plan::Refusal{fmt::format("it has no step '{}'", fmt::join(words, "' or '")), {}};
    }
    if (job.called && has_any(workflow, job, words)) {
      auto called = std::make_shared<plan::PlannedWorkflow>(*job.called);
      leave_others_out(*called, words);
      job.called = std::move(called);
    }
  }
}

/// The ids of `steps.ID` in an expression.
void add_steps_read(const expr::Node& node, std::set<std::string, LessIgnoringCase>& ids) {
  if (node.kind == expr::NodeKind::kIndex && node.child(0).kind == expr::NodeKind::kNamedValue &&
      equals_ignoring_case(node.child(0).name(), "steps") && node.child(1).kind == expr::NodeKind::kLiteral) {
    ids.insert(node.child(1).literal.to_text());
  }
  for (const expr::Node& child : node.children()) {
    add_steps_read(child, ids);
  }
}

void add_missed(const plan::PlannedWorkflow& workflow, const workflow::Job& job, const engine::StepChoice& choice,
                std::vector<MissedStep>& missed) {
  const SourceFilePtr& file = workflow.workflow->file;
  const std::vector<bool> chosen = engine::chosen_steps(job, choice, *file);
  for (std::size_t i = 0; i < job.steps.size(); ++i) {
    if (!chosen[i]) {
      continue;
    }
    std::set<std::string, LessIgnoringCase> reads;
    lint::for_each_expression(job, [&](const lint::JobExpression& one) {
      if (one.step == &job.steps[i]) {
        add_steps_read(one.expression.root(), reads);
      }
    });
    for (std::size_t before = 0; before < i; ++before) {
      const workflow::Step& step = job.steps[before];
      if (!chosen[before] && !step.has_generated_id && reads.contains(std::string(step.id))) {
        missed.push_back({.step = engine::step_word(job.steps[i], *file),
                          .reads = std::string(step.id),
                          .place = {file, job.steps[i].span}});
      }
    }
  }
}

}  // namespace

Result<std::vector<MissedStep>> choose_steps(plan::Plan& plan, const engine::StepChoice& choice, bool names_jobs) {
  std::vector<MissedStep> missed;
  if (!choice.is_any()) {
    return missed;
  }
  const std::vector<std::string> words = words_of(choice);
  if (auto checked = check_words(plan, words); !checked) {
    return fail(std::move(checked.error()));
  }
  for (plan::PlannedRun& run : plan.runs) {
    if (run.refusal) {
      continue;
    }
    if (!names_jobs) {
      leave_others_out(run.root, words);
    }
    for_each_job(run.root, [&](const plan::PlannedWorkflow& workflow, const plan::PlannedJob& job) {
      if (!job.refusal && has_any(workflow, job, words)) {
        add_missed(workflow, *job.job, choice, missed);
      }
    });
  }
  return missed;
}

}  // namespace ropewalk::app
