#include "report/plan_json.h"

#include "expr/json_value.h"
#include "plan/filters.h"
#include "report/plan_view.h"

namespace ropewalk::report {
namespace {

json::array array_of(const std::vector<std::string>& texts) {
  json::array result;
  for (const std::string& text : texts) {
    result.emplace_back(text);
  }
  return result;
}

json::object event_json(const plan::Event& event) {
  json::object result{{"name", event.name},         {"ref", event.ref},     {"ref_name", event.ref_name},
                      {"ref_type", event.ref_type}, {"sha", event.sha},     {"head_ref", event.head_ref},
                      {"base_ref", event.base_ref}, {"actor", event.actor}, {"repository", event.repository}};
  if (!event.action.empty()) {
    result["action"] = event.action;
  }
  if (event.changed_files) {
    result["changed_files"] = array_of(*event.changed_files);
  }
  result["payload"] = event.payload;
  return result;
}

void add_place(json::object& object, const SourceRef& place) {
  if (place.has_place()) {
    const LineColumn at = place.file->locate(place.span.begin);
    object["file"] = place.file->name();
    object["line"] = at.line;
    object["column"] = at.column;
  }
}

json::object refusal_json(const plan::Refusal& refusal) {
  json::object result{{"reason", refusal.reason}};
  if (refusal.is_incomplete) {
    result["is_incomplete"] = true;
  }
  add_place(result, refusal.place);
  return result;
}

json::object error_json(const Error& error) {
  json::object result{{"message", error.message}};
  if (!error.hint.empty()) {
    result["hint"] = error.hint;
  }
  add_place(result, error.place);
  return result;
}

json::object broken_json(const plan::BrokenWorkflow& broken) {
  json::array errors;
  for (const Error& error : broken.errors) {
    errors.emplace_back(error_json(error));
  }
  return {{"path", broken.path}, {"errors", std::move(errors)}};
}

json::object concurrency_json(const plan::Concurrency& concurrency) {
  return {{"group", concurrency.group},
          {"cancel_in_progress", concurrency.cancels_in_progress},
          {"queue", concurrency.keeps_queue ? "max" : "single"}};
}

json::array legs_json(const std::vector<LegView>& views, const plan::PlannedJob& job) {
  json::array result;
  for (std::size_t i = 0; i < job.strategy->legs.size(); ++i) {
    const plan::Leg& leg = job.strategy->legs[i];
    json::object one{{"label", leg.label},
                     {"id", leg.id},
                     {"name", views[i].name},
                     {"runs_on", array_of(views[i].runs_on)},
                     {"matrix", expr::to_json(leg.matrix)}};
    if (views[i].environment) {
      one["environment"] = *views[i].environment;
    }
    if (views[i].concurrency) {
      one["concurrency"] = concurrency_json(*views[i].concurrency);
    }
    result.emplace_back(std::move(one));
  }
  return result;
}

/// One planned run as its jobs are written.
struct RunJobs {
  const plan::PlannedRun& run;
  const RunView view;
  const OutlookOf& outlook;
};

void add_outlook(json::object& object, const JobOutlook& outlook) {
  const auto add = [&](std::string_view key, const std::vector<std::string>& sentences) {
    if (!sentences.empty()) {
      object[key] = array_of(sentences);
    }
  };
  add("refused", outlook.refused);
  add("not_here", outlook.not_here);
  add("waits_for", outlook.waits_for);
}

json::array jobs_json(const RunJobs& all, const plan::PlannedWorkflow& workflow);

json::object job_json(const RunJobs& all, const plan::PlannedWorkflow& workflow, const plan::PlannedJob& job) {
  json::array needs;
  for (const std::size_t need : job.needs) {
    needs.emplace_back(workflow.jobs[need].id);
  }
  json::object result{{"id", job.id}, {"needs", std::move(needs)}};
  if (job.job->condition && !job.job->condition->written.empty()) {
    result["if"] = job.job->condition->written;
  }
  const std::vector<LegView> legs = all.view.legs_of(workflow, job);
  if (!job.refusal && all.outlook) {
    add_outlook(result, all.outlook(all.run, job, legs));
  }
  if (job.refusal) {
    result["refusal"] = refusal_json(*job.refusal);
  } else if (job.strategy) {
    result["has_matrix"] = job.strategy->has_matrix;
    result["fail_fast"] = job.strategy->fail_fast;
    result["max_parallel"] = job.strategy->max_parallel;
    result["legs"] = legs_json(legs, job);
  } else {
    // The legs become known during the run.
    result["legs"] = nullptr;
  }
  if (job.failure) {
    result["failure"] = error_json(*job.failure);
  }
  json::object permissions;
  for (const auto& [name, level] : job.permissions) {
    permissions[name] = level;
  }
  result["permissions"] = std::move(permissions);
  if (job.job->uses != nullptr) {
    result["uses"] = job.job->uses->text;
  }
  if (job.called) {
    result["jobs"] = jobs_json(all, *job.called);
  }
  return result;
}

json::array jobs_json(const RunJobs& all, const plan::PlannedWorkflow& workflow) {
  json::array result;
  for (const plan::PlannedJob& job : workflow.jobs) {
    result.emplace_back(job_json(all, workflow, job));
  }
  return result;
}

json::object run_json(const plan::Plan& plan, const plan::PlannedRun& run, const OutlookOf& outlook) {
  json::object result{{"path", run.path}, {"name", run.name}, {"title", run.title}, {"runs", !run.refusal.has_value()}};
  if (run.refusal) {
    result["refusal"] = refusal_json(*run.refusal);
    return result;
  }
  if (const auto passed = plan::passed_over(run)) {
    result["passed_over"] = refusal_json(*passed);
  }
  if (!run.inputs.is_null()) {
    result["inputs"] = expr::to_json(run.inputs);
  }
  if (run.concurrency) {
    result["concurrency"] = concurrency_json(*run.concurrency);
  }
  result["jobs"] = jobs_json({run, RunView(plan, run), outlook}, run.root);
  return result;
}

}  // namespace

json::value to_json(const plan::Plan& plan, const OutlookOf& outlook) {
  json::array runs;
  for (const plan::PlannedRun& run : plan.runs) {
    runs.emplace_back(run_json(plan, run, outlook));
  }
  json::object result{{"version", 1}, {"event", event_json(plan.event)}, {"runs", std::move(runs)}};
  json::array broken;
  for (const plan::BrokenWorkflow& workflow : plan.broken) {
    broken.emplace_back(broken_json(workflow));
  }
  result["broken"] = std::move(broken);
  return result;
}

}  // namespace ropewalk::report
