#include "deploy/advance.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "deploy/steps/work.h"
#include "deploy/strategies/strategy.h"
#include "deploy/watch.h"

namespace ropewalk::deploy {
namespace {

using Phase = Event::Phase;

Result<std::optional<Deployment>> old_of(Room& room, const Deployment& deployment) {
  if (deployment.previous == 0) {
    return std::optional<Deployment>();
  }
  return room.store.deployment(deployment.previous);
}

bool is_done(const std::vector<Event>& events, const std::string& step) {
  return std::any_of(events.begin(), events.end(), [&](const Event& event) {
    return event.kind == EventKind::kStep && event.step == step && event.phase == Phase::kDone;
  });
}

bool has_begun(const std::vector<Event>& events, const std::string& step) {
  return std::any_of(events.begin(), events.end(), [&](const Event& event) {
    return event.kind == EventKind::kStep && event.step == step && event.phase == Phase::kBegins;
  });
}

/// A step that gives the version traffic.
bool gives_traffic(std::string_view step) {
  return step == "switch" || step.starts_with("share-") || step.starts_with("turn-");
}

Steps steps_for(const Deployment& deployment, const Plan& plan, const std::vector<Event>& events) {
  if (deployment.kind != Kind::kRollback) {
    return steps_of(plan);
  }
  // Decided once, when it began: a rollback to a version that still ran fetches nothing.
  const bool prepares = has_begun(events, "fetch");
  return rollback_steps(deployment.release != deployment.number && !prepares);
}

std::int64_t answered(Room& room, std::int64_t release) {
  std::int64_t count = 0;
  const auto servers = room.edge.servers();
  for (const EdgeServer& server : servers ? *servers : std::vector<EdgeServer>()) {
    count += server.number() == release ? server.answered : 0;
  }
  return count;
}

/// From the switch on its version is the one that was chosen, whatever happens to whoever carries it out.
json::object choose(const Work& work) {
  Deployment& deployment = work.deployment();
  deployment.live = deployment.live ? deployment.live : work.room.machine.clock.now();
  json::object data;
  if (deployment.kind == Kind::kRollback) {
    data["answered_before"] = answered(work.room, deployment.release);
  }
  if (work.old && deployment.kind != Kind::kRollback) {
    data["stable_p95"] = p95_of(work.room, work.old->release);
  }
  return data;
}

}  // namespace

Result<Progress> advance(Room& room, const Lease& lease, Deployment& deployment, std::string_view until,
                         const std::stop_token& stop) {
  auto plan = plan_of(room.store, deployment.number);
  if (!plan) {
    return fail(std::move(plan.error()));
  }
  auto events = room.store.events(0, deployment.number);
  auto old = old_of(room, deployment);
  if (!events || !old) {
    return fail(events ? old.error() : events.error());
  }
  Journal journal(room, lease, deployment);
  const Work work{.room = room, .plan = *plan, .journal = journal, .old = *old, .stop = stop};
  for (const std::string& step : steps_for(deployment, *plan, *events)) {
    if (is_done(*events, step)) {
      continue;
    }
    if (step == until) {
      return Progress::kPaused;
    }
    if (step == "bake") {
      if (!has_begun(*events, "bake")) {
        if (auto begun = journal.begin("bake", {{"seconds", plan->rules.bake.count()}}); !begun) {
          return fail(std::move(begun.error()));
        }
      }
      return Progress::kBaking;
    }
    if (stop.stop_requested() && !deployment.live) {
      if (auto undone = undo(room, lease, deployment, Reason::kInterrupted, "stopped by hand"); !undone) {
        return fail(std::move(undone.error()));
      }
      return Progress::kEnded;
    }
    json::object data;
    if (step == "switch") {
      data = choose(work);
    }
    if (auto begun = journal.begin(step, std::move(data)); !begun) {
      return fail(std::move(begun.error()));
    }
    if (const auto failure = carry_out(work, step)) {
      if (auto told = journal.failed(step, failure->detail); !told) {
        return fail(std::move(told.error()));
      }
      if (failure->holds) {
        if (auto held = room.store.set_fact("held", std::to_string(deployment.number)); !held) {
          return fail(std::move(held.error()));
        }
        return Progress::kHeld;
      }
      if (auto undone = undo(room, lease, deployment, failure->reason, failure->detail); !undone) {
        return fail(std::move(undone.error()));
      }
      return Progress::kEnded;
    }
    if (step == "record") {
      return Progress::kEnded;
    }
    journal.acted(step);
    if (auto done = journal.done(step); !done) {
      return fail(std::move(done.error()));
    }
    if (step == "switch") {
      if (auto told = journal.switched(fmt::format("{} has all of the traffic", deployment.version)); !told) {
        return fail(std::move(told.error()));
      }
    }
  }
  return Progress::kEnded;
}

Result<void> undo(Room& room, const Lease& lease, Deployment& deployment, Reason reason, const std::string& detail) {
  auto plan = plan_of(room.store, deployment.number);
  auto events = room.store.events(0, deployment.number);
  auto old = old_of(room, deployment);
  if (!plan || !events || !old) {
    return fail(!plan ? plan.error() : !events ? events.error() : old.error());
  }
  const bool had_traffic = std::any_of(events->begin(), events->end(), [](const Event& event) {
    return event.kind == EventKind::kStep && event.phase == Phase::kBegins && gives_traffic(event.step);
  });
  Journal journal(room, lease, deployment);
  const Work work{.room = room, .plan = *plan, .journal = journal, .old = *old, .stop = {}};
  // A reason that was there before is the one that matters: this is the same undoing, taken up again.
  if (deployment.reason == Reason::kNone) {
    deployment.reason = reason;
    deployment.detail = detail;
  }
  deployment.live = std::nullopt;
  if (auto begun = journal.begin("undo"); !begun) {
    return begun;
  }
  static_cast<void>(room.store.set_fact("held", ""));
  if (*old) {
    if (const auto failure = revive(work, (*old)->release)) {
      return fail(ErrorKind::kInternal,
                  fmt::format("the version before, {}, does not start any more: {}", (*old)->version, failure->detail));
    }
    if (room.edge.is_running()) {
      if (auto given = give_all_to(room, (*old)->release); !given) {
        return given;
      }
      // What hangs would not come to an end in any time.
      Plan patient = *plan;
      if (deployment.reason == Reason::kHang) {
        patient.rules.drain_timeout = std::min(patient.rules.drain_timeout, Seconds(2));
      }
      wait_until_drained({.room = room, .plan = patient, .journal = journal, .old = *old, .stop = {}}, (*old)->release);
    }
  }
  // Instances of a release that another deployment owns are not this one's to end: a rollback that failed.
  const bool owns = deployment.release == deployment.number;
  if (owns && room.edge.is_running()) {
    if (auto retired = retire(work, deployment.release); !retired) {
      return retired;
    }
  } else if (owns) {
    room.target.stop(deployment.release, std::chrono::seconds(10));
  }
  journal.acted("undo");
  if (auto done = journal.undone("undo", *old ? fmt::format("{} has all of the traffic", (*old)->version) : "");
      !done) {
    return done;
  }
  deployment.outcome = had_traffic && *old ? Outcome::kRolledBack : Outcome::kFailed;
  return journal.ended(deployment.detail);
}

std::optional<Time> bake_end(const Room& room, const Deployment& deployment) {
  if (deployment.outcome != Outcome::kRunning || !deployment.live) {
    return std::nullopt;
  }
  const auto begun = find_step(room.store, deployment.number, "bake", Phase::kBegins);
  const auto done = find_step(room.store, deployment.number, "bake", Phase::kDone);
  if (!begun || !*begun || !done || *done) {
    return std::nullopt;
  }
  const json::value* const seconds = (*begun)->data.if_contains("seconds");
  const double length = seconds != nullptr && seconds->is_number() ? seconds->to_number<double>() : 0;
  return (*begun)->time + std::chrono::duration_cast<std::chrono::milliseconds>(Seconds(length));
}

}  // namespace ropewalk::deploy
