#include "app/plan_workflows.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "app/choices/choose_jobs.h"
#include "app/choose_event.h"
#include "app/doubles/choose_legs.h"
#include "app/doubles/doubles.h"
#include "app/find_workflows.h"
#include "app/read_workflows.h"
#include "app/remote_workflows.h"
#include "base/json.h"
#include "base/strings.h"
#include "plan/filters.h"
#include "plan/job_graph.h"
#include "plan/make_event.h"
#include "plan/make_plan.h"
#include "plan/pull_request_tree.h"
#include "plan/repository_facts.h"

namespace ropewalk::app {
namespace {

Result<json::object> read_payload(const ports::Files& files, const Place& place, const std::string& file) {
  auto text = files.read(place.base / file);
  if (!text) {
    return fail(std::move(text.error()));
  }
  auto value = parse_json(*text, file);
  if (!value) {
    return fail(std::move(value.error()));
  }
  if (!value->is_object()) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: a payload is a JSON object", file),
                "GitHub documents each event's payload under \"Webhook events and payloads\"");
  }
  return std::move(value->as_object());
}

/// Whether anything that follows depends on the files that changed: filters, or payloads that count them.
plan::Changes changes_for(const PlanningRequest& request, const Workflows& workflows) {
  const std::string& event = request.event.name;
  const bool are_filtered = request.workflows.empty() && std::ranges::any_of(workflows, [&](const auto& workflow) {
                              return plan::looks_at_paths(*workflow, event);
                            });
  return request.is_shown || are_filtered || event.starts_with("pull_request") ? plan::Changes::kAsked
                                                                               : plan::Changes::kLeftOut;
}

Result<plan::RepositoryFacts> facts_of(const Place& place, plan::Changes changes) {
  if (place.repository) {
    return plan::repository_facts(*place.repository, changes);
  }
  plan::RepositoryFacts facts;
  facts.full_name = "local/" + place.top.filename().string();
  return facts;
}

/// What the user asked for may be in a file that could not be read, so those errors come first.
tl::unexpected<Errors> fail_with(const std::vector<plan::BrokenWorkflow>& broken, Error error) {
  Errors errors;
  for (const plan::BrokenWorkflow& one : broken) {
    errors.insert(errors.end(), one.errors.begin(), one.errors.end());
  }
  errors.push_back(std::move(error));
  return tl::unexpected<Errors>(std::move(errors));
}

struct FoundWorkflows {
  std::vector<WorkflowPath> paths;
  ReadWorkflows read;
};

Result<FoundWorkflows> workflows_in(const ports::Files& files, const Place& place,
                                    const std::vector<std::string>& words, actions::FetchedActions* store) {
  auto paths = find_workflows(files, place, words);
  if (!paths) {
    return fail(std::move(paths.error()));
  }
  FoundWorkflows found{.paths = std::move(*paths), .read = {}};
  found.read = read_workflows(files, place.top, found.paths, store);
  return found;
}

/// The workflows of a commit. Files that are named and lie outside of the repository are as they are.
Result<FoundWorkflows> workflows_at(const ports::Files& files, const Place& place, const std::string& commit,
                                    const std::vector<std::string>& words, actions::FetchedActions* store) {
  Place then;
  auto folder = place.repository->extract(commit, ".github/workflows");
  if (!folder) {
    return fail(std::move(folder.error()));
  }
  then.top = *folder;
  then.base = *folder / place.base.lexically_relative(place.top);
  return workflows_in(files, then, words, store);
}

/// Those of HEAD, where only what is committed counts.
Result<FoundWorkflows> asked_workflows(const ports::Files& files, const Place& place, const PlanningRequest& request,
                                       actions::FetchedActions* store) {
  if (!request.is_committed || !place.repository) {
    return workflows_in(files, place, request.workflows, store);
  }
  auto head = place.repository->resolve("HEAD");
  if (!head) {
    return fail(ErrorKind::kUsage, "--committed runs HEAD, and this repository has no commit yet",
                "make the first commit, or leave --committed out");
  }
  auto found = workflows_at(files, place, *head, request.workflows, store);
  if (!found && found.error().kind == ErrorKind::kNotFound) {
    return fail(ErrorKind::kUsage, "the last commit has no workflows in .github/workflows",
                "--committed runs what is committed alone: commit them, or leave --committed out");
  }
  return found;
}

Checked<Workflows> with_doubles(const Workflows& workflows, const std::string& file, const ports::Files& files,
                                const Place& place) {
  auto text = files.read(place.base / file);
  if (!text) {
    return app::fail_with({ErrorKind::kUsage, std::move(text.error().message)});
  }
  auto doubles = read_doubles(*text, file);
  if (!doubles) {
    return app::fail_with(std::move(doubles.error()));
  }
  return apply_doubles(workflows, *doubles);
}

/// Puts ids in the place of names that only a plan knows: of jobs as they are shown, and of legs. Gives what they mean.
/// A name that means nothing stays, for the plan to say so, unless a leg has nearly that name. Errors: kUsage.
Result<std::vector<MeantJob>> read_job_names(const Workflows& workflows, plan::PlanRequest& planning) {
  const auto is_id = [&](const std::string& name) {
    return std::ranges::any_of(workflows, [&](const auto& workflow) { return plan::has_job(*workflow, name); });
  };
  std::vector<MeantJob> meant;
  if (std::ranges::all_of(planning.jobs, is_id)) {
    return meant;
  }
  plan::PlanRequest all = planning;
  all.jobs.clear();
  const auto plan = plan::make_plan(workflows, all);
  if (!plan) {
    return meant;
  }
  std::vector<std::string> ids;
  for (const std::string& name : planning.jobs) {
    std::vector<MeantJob> found = is_id(name) ? std::vector<MeantJob>() : jobs_called(*plan, name);
    if (found.empty() && !is_id(name)) {
      const std::vector<std::string> names = leg_names(*plan);
      if (const std::string_view near = nearest(name, {names.begin(), names.end()}); !near.empty()) {
        return fail(ErrorKind::kUsage, fmt::format("no workflow has a job '{}'", name),
                    fmt::format("did you mean '{}'?", near));
      }
    }
    if (found.empty()) {
      ids.push_back(name);
    }
    for (MeantJob& job : found) {
      ids.push_back(job.id);
      meant.push_back(std::move(job));
    }
  }
  // A job that is named by its id, too, is meant as a whole.
  std::erase_if(meant, [&](const MeantJob& job) {
    return std::ranges::any_of(planning.jobs,
                               [&](const std::string& name) { return equals_ignoring_case(name, job.id); });
  });
  planning.jobs = std::move(ids);
  return meant;
}

bool has_unread_call(const plan::PlannedWorkflow& workflow) {
  return std::any_of(workflow.jobs.begin(), workflow.jobs.end(), [](const plan::PlannedJob& job) {
    return (job.refusal && job.refusal->is_incomplete) || (job.called && has_unread_call(*job.called));
  });
}

}  // namespace

Checked<plan::Plan> plan_workflows(const ports::Files& files, const Place& place, PlanningRequest request) {
  return plan_workflows(files, place, std::move(request), nullptr);
}

Checked<plan::Plan> plan_workflows(const ports::Files& files, const Place& place, PlanningRequest request,
                                   actions::FetchedActions* store) {
  if (request.payload_file) {
    auto payload = read_payload(files, place, *request.payload_file);
    if (!payload) {
      return fail_with(std::move(payload.error()));
    }
    request.event.payload = std::move(*payload);
  }
  auto found = asked_workflows(files, place, request, store);
  if (!found) {
    return fail_with(std::move(found.error()));
  }
  ReadWorkflows read = std::move(found->read);
  if (!request.workflows.empty() && !read.workflows.empty()) {
    auto chosen = choose_event(read.workflows, found->paths, request.event, request.is_event_named);
    if (!chosen) {
      return fail_with(read.broken, std::move(chosen.error()));
    }
    request.event.name = *std::move(chosen);
  }
  auto facts = facts_of(place, changes_for(request, read.workflows));
  if (!facts) {
    return fail_with(std::move(facts.error()));
  }
  auto event = plan::make_event(request.event, *facts);
  if (!event) {
    return fail_with(std::move(event.error()));
  }
  if (place.repository) {
    if (auto settled = plan::settle_pull_request(*event, *facts, *place.repository, {}); !settled) {
      return fail_with(std::move(settled.error()));
    }
  }
  // A run that stands on the base of a pull request goes by the workflows of the base, never by those of the head.
  if (event->standing == ports::Standing::kBase) {
    auto of_base = workflows_at(files, place, event->pull->base, request.workflows, store);
    if (!of_base) {
      return fail_with(std::move(of_base.error()));
    }
    read = std::move(of_base->read);
  }

  if (request.doubles_file) {
    auto doubled = with_doubles(read.workflows, *request.doubles_file, files, place);
    if (!doubled) {
      return tl::unexpected<Errors>(std::move(doubled.error()));
    }
    read.workflows = *std::move(doubled);
  }

  plan::PlanRequest planning;
  planning.event = std::move(*event);
  planning.variables = std::move(request.variables);
  planning.jobs = std::move(request.jobs);
  planning.ignores_filters = !request.workflows.empty();
  const auto meant = read_job_names(read.workflows, planning);
  if (!meant) {
    return fail_with(read.broken, meant.error());
  }
  auto plan = plan::make_plan(read.workflows, planning);
  if (!plan) {
    return fail_with(read.broken, std::move(plan.error()));
  }
  keep_legs(*plan, *meant);
  if (auto chosen = choose_legs(*plan, request.legs); !chosen) {
    return fail_with(std::move(chosen.error()));
  }
  plan->broken.insert(plan->broken.begin(), std::make_move_iterator(read.broken.begin()),
                      std::make_move_iterator(read.broken.end()));
  return std::move(*plan);
}

std::size_t runs_in(const plan::Plan& plan) {
  const auto runs = [](const plan::PlannedRun& run) { return !run.refusal; };
  return static_cast<std::size_t>(std::count_if(plan.runs.begin(), plan.runs.end(), runs));
}

bool is_incomplete(const plan::Plan& plan) {
  return std::any_of(plan.runs.begin(), plan.runs.end(),
                     [](const plan::PlannedRun& run) { return !run.refusal && has_unread_call(run.root); });
}

bool is_awaited(const plan::Plan& plan) {
  return std::any_of(plan.runs.begin(), plan.runs.end(), [&](const plan::PlannedRun& run) {
    return run.root.workflow->find_trigger(plan.event.name) != nullptr;
  });
}

}  // namespace ropewalk::app
