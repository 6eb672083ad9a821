#include "app/obstacles.h"

#include <fmt/format.h>

#include <algorithm>

#include "actions/resolve.h"
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
  const std::string share = legs.size() > 1 ? fmt::format(" ({} of {} legs)", count, legs.size()) : "";
  return fmt::format("no runner for {} on this machine{}", join(labels, ", "), share);
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

}  // namespace

std::vector<std::string> obstacles(const plan::PlannedJob& job, const std::vector<report::LegView>& legs,
                                   const ports::Environment& machine, const actions::ActionStore& store) {
  std::vector<std::string> all;
  if (std::string labels = no_runner(legs, machine); !labels.empty()) {
    all.push_back(std::move(labels));
  }
  if (is_wanted(job.job->container)) {
    all.emplace_back("it runs in a container");
  }
  if (is_wanted(job.job->services)) {
    all.emplace_back("it needs service containers");
  }
  if (is_wanted(job.job->snapshot)) {
    all.emplace_back("it asks for an image of its machine");
  }
  MissingActions missing;
  add_actions(job.job->steps, store, missing);
  add_sentence(all, "not available", missing.unavailable);
  add_sentence(all, "not fetched yet", missing.unfetched);
  return all;
}

}  // namespace ropewalk::app
