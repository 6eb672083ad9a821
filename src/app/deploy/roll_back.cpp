// Going back to a version that was good.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "app/deploy/deploy.h"
#include "app/deploy/follow.h"
#include "app/deploy/turn.h"
#include "deploy/advance.h"
#include "deploy/journal.h"
#include "deploy/lease.h"
#include "deploy/steps/work.h"

namespace ropewalk::app {
namespace {

using deploy::Deployment;
using deploy::Event;
using deploy::EventKind;
using deploy::Outcome;
using deploy::Reason;
using deploy::Room;
using std::chrono::milliseconds;

Result<Deployment> rollback_target(const Room& room, std::int64_t to, const Deployment& current) {
  if (to != 0) {
    auto wanted = room.store.deployment(to);
    if (!wanted) {
      return fail(std::move(wanted.error()));
    }
    if (!*wanted) {
      return fail(ErrorKind::kUsage, fmt::format("there is no deployment {}", to), "`ropewalk history` lists them");
    }
    if ((*wanted)->outcome != Outcome::kSucceeded) {
      return fail(ErrorKind::kInvalid, fmt::format("deployment {} is {}: only one that succeeded can be gone back to",
                                                   to, name_of((*wanted)->outcome)));
    }
    return **wanted;
  }
  auto good = deploy::last_good(room.store, current);
  if (!good) {
    return fail(std::move(good.error()));
  }
  if (!*good) {
    return fail(ErrorKind::kInvalid,
                "there is no earlier version that was good to go back to, and that nobody has gone back from",
                "`ropewalk history` lists all of them; --to N takes any that succeeded");
  }
  return **good;
}

bool runs(Room& room, std::int64_t release) {
  const auto servers = room.edge.servers();
  const std::vector<deploy::Instance> instances = room.target.instances(release);
  return servers && !instances.empty() &&
         std::all_of(instances.begin(), instances.end(), [&](const deploy::Instance& instance) {
           return room.target.is_running(instance) &&
                  std::any_of(servers->begin(), servers->end(),
                              [&](const deploy::EdgeServer& server) { return server.name == instance.name; });
         });
}

/// The lease within a time: a command at work here is not cut off by a rollback.
Result<std::unique_ptr<deploy::Lease>> take_lease(Room& room, const DeploySinks& sinks, const std::stop_token& stop) {
  bool has_told = false;
  while (true) {
    auto lease = deploy::try_lease(room);
    if (!lease || *lease) {
      return lease;
    }
    if (!has_told && sinks.on_wait) {
      sinks.on_wait(other_at_work(room));
      has_told = true;
    }
    if (!deploy::rest(milliseconds(10), stop)) {
      return fail(ErrorKind::kInterrupted, "stopped while waiting for another command on this environment");
    }
  }
}

/// What is under way is taken back by going back.
Result<void> end_under_way(Room& room, const deploy::Lease& lease, Deployment& current, std::string_view by) {
  current.outcome = Outcome::kRolledBack;
  current.reason = Reason::kByHand;
  current.detail = fmt::format("rolled back by {}", by);
  count_requests(room, current);
  deploy::Journal journal(room, lease, current);
  return journal.ended(current.detail);
}

}  // namespace

Result<DeployResult> roll_back(const RollbackRequest& request, OpenEnvironment& environment, const DeploySinks& sinks,
                               const std::stop_token& stop) {
  Room& room = *environment.room;
  auto lease = take_lease(room, sinks, stop);
  if (!lease) {
    return fail(std::move(lease.error()));
  }
  auto under_way = deploy::active(room.store);
  const auto held = room.store.fact("held");
  if (under_way && *under_way && held && *held == std::to_string((*under_way)->number)) {
    // Both versions run and nothing was decided: now it is.
    Deployment& deployment = **under_way;
    if (auto undone = deploy::undo(room, **lease, deployment, Reason::kByHand,
                                   fmt::format("rolled back by {}", room.machine.environment.user_name()));
        !undone) {
      return fail(std::move(undone.error()));
    }
    deployment.outcome = Outcome::kSucceeded;
    return DeployResult{.deployment = deployment, .end = DeployEnd::kEnded};
  }
  if (under_way && *under_way && !(*under_way)->live) {
    if (auto mended = deploy::reconcile(room, **lease, stop); !mended) {
      return fail(std::move(mended.error()));
    }
  }
  auto current = deploy::serving(room.store);
  if (!current) {
    return fail(std::move(current.error()));
  }
  if (!*current) {
    return fail(ErrorKind::kInvalid, fmt::format("nothing serves in {}", environment.name));
  }
  const auto target = rollback_target(room, request.to, **current);
  if (!target) {
    return fail(target.error());
  }
  const auto current_plan = deploy::plan_of(room.store, (*current)->number);
  if (current_plan && current_plan->service.migration_is_irreversible && !request.forces) {
    return fail(ErrorKind::kInvalid,
                fmt::format("the migration of {} is marked irreversible: {} may not work with the data as it is now",
                            (*current)->version, target->version),
                "--force goes back all the same");
  }
  const auto plan = deploy::plan_of(room.store, target->number);
  if (!plan) {
    return fail(plan.error());
  }
  const bool is_running = runs(room, target->release);
  const bool is_trial = (*current)->outcome == Outcome::kRunning;
  // While the other version still runs, the switch comes first and everything else after it (step `end-trial`).
  if (is_trial && !is_running) {
    if (auto ended = end_under_way(room, **lease, **current, room.machine.environment.user_name()); !ended) {
      return fail(std::move(ended.error()));
    }
  }
  // What this one falls back on should it be cut off: never the version that it leads away from while that was on
  // trial.
  const auto chosen = is_trial ? deploy::serving_before(room.store, (*current)->number) : current;
  const std::int64_t previous = chosen && *chosen ? (*chosen)->number : 0;
  Deployment deployment{.environment = environment.name,
                        .service = target->service,
                        .kind = deploy::Kind::kRollback,
                        .version = target->version,
                        .digest = target->digest,
                        .commit = target->commit,
                        .by = room.machine.environment.user_name(),
                        .author = target->author,
                        .run = request.run,
                        .strategy = "rollback",
                        .previous = previous,
                        .release = is_running ? target->release : 0,
                        .plan = target->plan,
                        .configuration = target->configuration,
                        .outcome = Outcome::kRunning,
                        .started = room.machine.clock.now()};
  const auto number = room.store.add(deployment, {.time = deployment.started,
                                                  .kind = EventKind::kRequested,
                                                  .text = fmt::format("rollback to {} (deployment {}) by {}",
                                                                      target->version, target->number, deployment.by)});
  if (!number) {
    return fail(number.error());
  }
  deployment.number = *number;
  deployment.release = is_running ? target->release : *number;
  if (auto kept = is_running ? Result<void>() : deploy::keep_plan(room.store, *number, *plan); !kept) {
    return fail(std::move(kept.error()));
  }
  Follower follower(room, *number, sinks.on_event);
  room.listener = [&](const Event&) { static_cast<void>(follower.look()); };
  const auto progress = deploy::advance(room, **lease, deployment, "", is_running ? std::stop_token() : stop);
  room.listener = {};
  if (!progress) {
    return fail(progress.error());
  }
  static_cast<void>(follower.look());
  return DeployResult{.deployment = deployment,
                      .end = deployment.reason == Reason::kInterrupted ? DeployEnd::kInterrupted : DeployEnd::kEnded};
}

}  // namespace ropewalk::app
