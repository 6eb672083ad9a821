#include "app/past_runs.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "app/attempts/attempt.h"
#include "base/strings.h"

namespace ropewalk::app {
namespace {

using report::JobState;
using report::StepState;

bool is_named(const JobState& job, const std::string& name) {
  return equals_ignoring_case(job.queued.job.text(), name) || equals_ignoring_case(job.queued.key, name) ||
         equals_ignoring_case(job.queued.name, name);
}

bool is_named(const StepState& step, const std::string& name) {
  return fmt::format("{}", step.start.number) == name || equals_ignoring_case(step.start.id, name) ||
         equals_ignoring_case(step.start.name, name);
}

bool has_failed(const StepState& step) { return step.finish && step.finish->outcome == record::Conclusion::kFailure; }

template <class Items, class NameOf>
std::string list_of(const Items& items, const NameOf& name_of) {
  std::vector<std::string> names;
  for (const auto& item : items) {
    std::string name = name_of(item);
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  return join(names, ", ");
}

tl::unexpected<Error> no_such_job(const report::RunState& run, const std::string& job) {
  return fail(ErrorKind::kUsage, fmt::format("run {} has no job '{}'", run.id.text(), job),
              fmt::format("its jobs are {}", list_of(run.jobs, [](const JobState& item) { return item.queued.name; })));
}

}  // namespace

Result<record::RunSummary> find_past_run(record::RunStore& store, const std::string& prefix,
                                         const std::string& directory) {
  if (prefix == "latest" || prefix == "last") {
    return find_past_run(store, "", directory);
  }
  if (attempt_number(prefix) == 1 && prefix.ends_with("-1")) {
    return store.find_run(run_of_attempt(prefix), "");
  }
  auto found = store.find_run(prefix, prefix.empty() ? directory : "");
  if (found && !prefix.empty() && prefix.find('-') == std::string::npos) {
    if (auto later = store.find_run(run_of_attempt(found->run.text()) + "-", "")) {
      return later;
    }
  }
  if (!found && prefix.empty() && found.error().kind == ErrorKind::kNotFound) {
    return fail(ErrorKind::kNotFound, fmt::format("no run of {} yet", directory),
                "`ropewalk run` makes one; `ropewalk runs --all` lists those of other folders");
  }
  return found;
}

Result<PastRun> read_past_run(record::RunStore& store, const std::string& prefix, const std::string& directory) {
  auto found = find_past_run(store, prefix, directory);
  if (!found) {
    return fail(std::move(found.error()));
  }
  PastRun run;
  run.state.id = found->run;
  // What a damaged start does not say, the summary still does.
  run.state.start = found->start;
  run.state.started = found->started;
  auto unreadable = read_events(store, {.run = found->run, .kinds = record::EventQuery::Kinds::kWithoutLogs},
                                [&](const record::Event& event) { report::apply(run.state, event); });
  if (!unreadable) {
    return fail(std::move(unreadable.error()));
  }
  run.unreadable = *unreadable;
  return run;
}

Result<std::uint64_t> read_events(record::RunStore& store, record::EventQuery query,
                                  const std::function<void(const record::Event&)>& take) {
  std::uint64_t unreadable = 0;
  while (true) {
    auto page = store.events(query);
    if (!page) {
      return fail(std::move(page.error()));
    }
    unreadable += page->unreadable;
    for (const record::Event& event : page->events) {
      take(event);
    }
    if (page->is_last) {
      return unreadable;
    }
    query.after = page->last;
  }
}

Result<std::vector<const report::JobState*>> select_jobs(const report::RunState& run, const std::string& job) {
  std::vector<const JobState*> jobs;
  for (const JobState& candidate : run.jobs) {
    if (is_named(candidate, job)) {
      jobs.push_back(&candidate);
    }
  }
  if (jobs.empty()) {
    return no_such_job(run, job);
  }
  return jobs;
}

bool is_selected(const report::JobState& job, const report::StepState& step, const LogSelection& selection) {
  return (selection.job.empty() || is_named(job, selection.job)) &&
         (selection.step.empty() || is_named(step, selection.step));
}

Result<std::vector<SelectedStep>> select_steps(const report::RunState& run, const LogSelection& selection) {
  std::vector<SelectedStep> steps;
  bool found_job = selection.job.empty();
  bool found_step = selection.step.empty();
  for (const JobState& job : run.jobs) {
    if (!selection.job.empty() && !is_named(job, selection.job)) {
      continue;
    }
    found_job = true;
    for (const StepState& step : job.steps) {
      if (!selection.step.empty() && !is_named(step, selection.step)) {
        continue;
      }
      found_step = true;
      if (!selection.only_failed || has_failed(step)) {
        steps.push_back({&job, &step});
      }
    }
  }
  if (!found_job) {
    return no_such_job(run, selection.job);
  }
  if (!found_step) {
    return fail(ErrorKind::kUsage, fmt::format("run {} has no step '{}' there", run.id.text(), selection.step),
                "a step is named by its number, its id or its name; `ropewalk show` lists them");
  }
  return steps;
}

}  // namespace ropewalk::app
