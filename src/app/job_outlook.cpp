#include "app/job_outlook.h"

#include <fmt/format.h>

#include <algorithm>

#include "actions/resolve.h"
#include "app/gates/environment_rules.h"
#include "base/strings.h"
#include "engine/schedule/runs_on.h"
#include "plan/runner_labels.h"

namespace ropewalk::app {
namespace {

void add_once(std::vector<std::string>& all, std::string item) {
  if (std::find(all.begin(), all.end(), item) == all.end()) {
    all.push_back(std::move(item));
  }
}

std::string share_text(std::size_t count, std::size_t all) {
  return all > 1 ? fmt::format(" ({} of {} legs)", count, all) : "";
}

/// Labels that are evaluated, and not this machine's.
std::vector<std::string> foreign_labels(const report::LegView& leg, const ports::Environment& machine) {
  std::vector<std::string> foreign;
  for (const std::string& label : leg.runs_on) {
    const bool is_known = label.find("${{") == std::string::npos && !label.starts_with("group: ");
    if (is_known &&
        engine::decide_runs_on({.labels = {label}, .group = {}}, {}, machine).answer != engine::RunsOnAnswer::kHere) {
      foreign.push_back(label);
    }
  }
  return foreign;
}

std::string no_runner(const std::vector<report::LegView>& legs, const ports::Environment& machine) {
  std::vector<std::string> labels;
  std::size_t count = 0;
  for (const report::LegView& leg : legs) {
    const std::vector<std::string> foreign = foreign_labels(leg, machine);
    count += foreign.empty() ? 0U : 1U;
    for (const std::string& label : foreign) {
      const std::string trouble = plan::runner_label_trouble(label);
      add_once(labels, fmt::format("'{}'{}", label, trouble.empty() ? "" : fmt::format(" ({})", trouble)));
    }
  }
  if (labels.empty()) {
    return "";
  }
  return fmt::format("no runner for {} on this machine{}", join(labels, ", "), share_text(count, legs.size()));
}

/// What a job's steps use and is not on this machine: what it never can have, and what has to be fetched first.
struct MissingActions {
  std::vector<std::string> unavailable;
  std::vector<std::string> unfetched;
};

void add_actions(const std::vector<workflow::Step>& steps, const actions::ActionStore& store, MissingActions& missing) {
  for (const workflow::Step& step : steps) {
    const bool is_written_out = step.uses != nullptr && step.uses->is_literal();
    const std::string uses(is_written_out ? trim(step.uses->text) : std::string_view());
    const auto origin = actions::availability(uses, &store);
    if (is_written_out && !origin) {
      add_once(missing.unavailable, uses);
    } else if (is_written_out && *origin == actions::ActionOrigin::kStore &&
               !store.is_here(*actions::parse_action_reference(uses))) {
      add_once(store.is_offline() ? missing.unavailable : missing.unfetched, uses);
    }
    add_actions(step.parallel, store, missing);
  }
}

void add_sentence(std::vector<std::string>& all, std::string_view what, const std::vector<std::string>& actions) {
  if (!actions.empty()) {
    all.push_back(fmt::format("{} {}: {}", actions.size() == 1 ? "action" : "actions", what, join(actions, ", ")));
  }
}

bool is_wanted(const workflow::Token* token) { return token != nullptr && token->kind != workflow::Token::Kind::kNull; }

std::vector<std::string> obstacles(const workflow::Job& job, const std::vector<report::LegView>& legs,
                                   const OutlookGrounds& grounds) {
  std::vector<std::string> all;
  if (std::string labels = no_runner(legs, grounds.machine); !labels.empty()) {
    all.push_back(std::move(labels));
  }
  if (is_wanted(job.container)) {
    all.emplace_back("it runs in a container");
  }
  if (is_wanted(job.services)) {
    all.emplace_back("it needs service containers");
  }
  if (is_wanted(job.snapshot)) {
    all.emplace_back("it asks for an image of its machine");
  }
  MissingActions missing;
  add_actions(job.steps, grounds.store, missing);
  add_sentence(all, "not available", missing.unavailable);
  add_sentence(all, "not fetched yet", missing.unfetched);
  return all;
}

/// The sentence, and the place that it goes by.
std::string placed(const Error& error) {
  if (!error.place.has_place()) {
    return error.message;
  }
  const LineColumn at = error.place.file->locate(error.place.span.begin);
  return fmt::format("{} ({}:{}:{})", error.message, error.place.file->name(), at.line, at.column);
}

void add_environments(const plan::PlannedRun& run, const std::vector<report::LegView>& legs,
                      const std::vector<config::EnvironmentSettings>& environments, report::JobOutlook& outlook) {
  std::vector<std::string> names;
  for (const report::LegView& leg : legs) {
    if (leg.environment) {
      add_once(names, *leg.environment);
    }
  }
  for (const std::string& name : names) {
    const config::EnvironmentSettings* found = find_environment(environments, name);
    if (found == nullptr) {
      continue;
    }
    const auto count = static_cast<std::size_t>(
        std::count_if(legs.begin(), legs.end(), [&](const report::LegView& leg) { return leg.environment == name; }));
    const std::string share = count < legs.size() ? share_text(count, legs.size()) : "";
    if (auto allowed = check_ref(*found, run.event->ref); !allowed) {
      outlook.refused.push_back(placed(allowed.error()) + share);
      continue;
    }
    for (const std::string& wait : waits_of(rules_of(*found))) {
      outlook.waits_for.push_back(fmt::format("{} ({}){}", wait, found->name, share));
    }
  }
}

}  // namespace

report::JobOutlook outlook_of(const plan::PlannedRun& run, const plan::PlannedJob& job,
                              const std::vector<report::LegView>& legs, const OutlookGrounds& grounds) {
  report::JobOutlook outlook{.not_here = obstacles(*job.job, legs, grounds), .refused = {}, .waits_for = {}};
  add_environments(run, legs, grounds.environments, outlook);
  return outlook;
}

}  // namespace ropewalk::app
