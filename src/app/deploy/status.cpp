#include "app/deploy/status.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/deploy/deploy.h"
#include "deploy/advance.h"
#include "deploy/approvals/approvals.h"
#include "deploy/queue/start.h"

namespace ropewalk::app {
namespace {

using deploy::Deployment;
using deploy::Event;
using deploy::Outcome;

std::string phase_of(const deploy::Store& store, const Deployment& deployment) {
  const auto events = store.events(0, deployment.number);
  std::string phase;
  for (const Event& event : events ? *events : std::vector<Event>()) {
    if (event.kind == deploy::EventKind::kStep && event.phase == Event::Phase::kBegins) {
      phase = event.step;
    }
  }
  return phase;
}

/// As the rules and the votes are now; its turn once they are met.
std::string waits_for(const deploy::Room& room, const Deployment& deployment) {
  const auto plan = deploy::plan_of(room.store, deployment.number);
  const auto events = room.store.events(0, deployment.number);
  const auto votes = events ? deploy::votes_in(*events) : Result<std::vector<deploy::Vote>>(fail(events.error()));
  if (plan && votes) {
    const auto status =
        deploy::approval_status(deploy::approval_rules_of(plan->rules), deployment, *votes, room.machine.clock.now());
    if (!status.waiting_for.empty()) {
      return status.waiting_for;
    }
  }
  std::string told;
  for (const Event& event : events ? *events : std::vector<Event>()) {
    if (event.kind == deploy::EventKind::kWaiting) {
      // What was told before a vote may be what the vote has met.
      told = event.data.contains("vote") ? "" : event.text;
    }
  }
  return told.empty() ? "its turn" : told;
}

}  // namespace

std::string_view name_of(EnvironmentState state) {
  switch (state) {
    case EnvironmentState::kIdle: return "idle";
    case EnvironmentState::kDeploying: return "deploying";
    case EnvironmentState::kWaiting: return "waiting";
    case EnvironmentState::kBaking: return "baking";
    case EnvironmentState::kHeld: return "held";
  }
  return "";
}

Result<EnvironmentStatus> status_of(OpenEnvironment& environment, const std::string& url) {
  deploy::Room& room = *environment.room;
  EnvironmentStatus status;
  status.environment = environment.name;
  status.url = url;
  const auto serves = deploy::serving(room.store);
  const auto all = room.store.deployments(100);
  const auto held = room.store.fact("held");
  const auto locked = room.store.fact("locked");
  const auto is_down = deploy::is_shut_down(room.store);
  if (!serves || !all || !held || !locked || !is_down) {
    return fail(!serves   ? serves.error()
                : !all    ? all.error()
                : !held   ? held.error()
                : !locked ? locked.error()
                          : is_down.error());
  }
  status.is_shut_down = *is_down;
  status.locked = *locked;
  if (*serves) {
    status.serving = **serves;
    const auto good = deploy::last_good(room.store, status.serving);
    status.previous = good && *good ? (*good)->number : 0;
  }
  const auto under_way =
      std::find_if(all->begin(), all->end(), [](const Deployment& one) { return one.outcome == Outcome::kRunning; });
  const auto waiting =
      std::find_if(all->begin(), all->end(), [](const Deployment& one) { return one.outcome == Outcome::kWaiting; });
  if (under_way != all->end()) {
    status.under_way = *under_way;
    status.phase = phase_of(room.store, *under_way);
    status.state = EnvironmentState::kDeploying;
    if (*held == std::to_string(under_way->number)) {
      status.state = EnvironmentState::kHeld;
      status.waiting_for = kDecider;
    } else if (const auto end = deploy::bake_end(room, *under_way)) {
      status.state = EnvironmentState::kBaking;
      const auto left = std::chrono::ceil<std::chrono::seconds>(*end - room.machine.clock.now());
      status.waiting_for = fmt::format("the bake to end, in {} s", std::max<std::int64_t>(left.count(), 0));
    }
  } else if (waiting != all->end()) {
    status.under_way = *waiting;
    status.state = EnvironmentState::kWaiting;
    status.waiting_for = waits_for(room, *waiting);
  }
  if (status.serving.number != 0) {
    deploy::count_requests(room, status.serving);
  }
  return status;
}

json::object to_json(const EnvironmentStatus& status) {
  const auto number = [](std::int64_t value) { return value == 0 ? json::value(nullptr) : json::value(value); };
  return {{"environment", status.environment},
          {"number", number(status.serving.number)},
          {"state", name_of(status.state)},
          {"url", status.url},
          {"version", status.serving.version},
          {"digest", status.serving.digest},
          {"commit", status.serving.commit},
          {"previous", number(status.previous)},
          {"phase", status.phase},
          {"waiting_for", status.waiting_for},
          {"deployment", number(status.under_way.number)},
          {"requests", status.serving.requests},
          {"locked", status.locked}};
}

}  // namespace ropewalk::app
