#include "app/deploy/deploy.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "app/deploy/follow.h"
#include "app/deploy/secrets.h"
#include "app/deploy/turn.h"
#include "deploy/advance.h"
#include "deploy/keeper.h"
#include "deploy/queue/queue.h"
#include "deploy/queue/start.h"
#include "deploy/strategies/strategy.h"

namespace ropewalk::app {
namespace {

using deploy::Deployment;
using deploy::Event;
using deploy::EventKind;
using deploy::Outcome;
using deploy::Reason;
using deploy::Room;

constexpr std::size_t kRecent = 100;

/// One that asks for the same and is not at its end. What is held is waiting for exactly this: to be deployed again.
Result<std::optional<Deployment>> same_under_way(const Room& room, const std::string& plan) {
  const auto all = room.store.deployments(kRecent);
  const auto held = room.store.fact("held");
  if (!all || !held) {
    return fail(all ? held.error() : all.error());
  }
  const auto found = std::find_if(all->begin(), all->end(), [&](const Deployment& one) {
    return one.plan == plan && *held != std::to_string(one.number) &&
           (one.outcome == Outcome::kRunning || one.outcome == Outcome::kWaiting);
  });
  return found == all->end() ? std::optional<Deployment>() : std::optional(*found);
}

/// Values of secrets as they are now, for this version's start and for its starts to come. Errors: kUsage for one that
/// is not set and never was.
Result<void> keep_secrets(Room& room, const deploy::Plan& plan) {
  for (const std::string& name : plan.service.secrets) {
    if (const auto value = room.machine.environment.variable(name)) {
      if (auto kept = keep_secret(room.machine.files, room.folder, name, *value); !kept) {
        return kept;
      }
    } else if (!has_secret(room.machine.files, room.folder, name)) {
      return fail(ErrorKind::kUsage, fmt::format("the secret {} is not set", name),
                  "set a variable of this name for the command");
    }
  }
  return {};
}

/// As far as its end, its bake or, where that is asked for, its switch.
Result<deploy::Progress> carry_on(Room& room, const deploy::Lease& lease, Deployment& deployment,
                                  const DeployRequest& request, const std::stop_token& stop) {
  const std::string_view last = request.detaches ? "drain" : "";
  if (!request.meet) {
    return deploy::advance(room, lease, deployment, last, stop);
  }
  const auto plan = deploy::plan_of(room.store, deployment.number);
  if (!plan) {
    return fail(plan.error());
  }
  auto progress = deploy::advance(room, lease, deployment, deploy::meeting_step(*plan), stop);
  if (!progress || *progress != deploy::Progress::kPaused) {
    return progress;
  }
  if (const auto met = request.meet(deployment); !met) {
    const Reason reason = met.error().kind == ErrorKind::kInterrupted ? Reason::kInterrupted : Reason::kHost;
    auto undone = deploy::undo(room, lease, deployment, reason, met.error().message);
    return undone ? Result<deploy::Progress>(deploy::Progress::kEnded)
                  : Result<deploy::Progress>(fail(std::move(undone.error())));
  }
  return deploy::advance(room, lease, deployment, last, {});
}

/// Puts it into the journal and the queue.
Result<Deployment> request_it(Room& room, const MadePlan& made, const DeployRequest& request, std::string identity) {
  const deploy::Plan& plan = made.plan;
  Deployment deployment{.environment = plan.rules.name,
                        .service = plan.service.name,
                        .kind = request.kind,
                        .version = plan.version,
                        .digest = plan.digest,
                        .commit = plan.commit,
                        .changes = made.changes,
                        .misses_changes = made.misses_changes,
                        .by = request.by.empty() ? room.machine.environment.user_name() : request.by,
                        .author = plan.author,
                        .run = request.run,
                        .strategy = std::string(name_of(plan.rules.strategy)),
                        .plan = std::move(identity),
                        .configuration = deploy::configuration_of(plan),
                        .outcome = Outcome::kWaiting,
                        .started = room.machine.clock.now()};
  const auto number = room.store.add(deployment, {.time = deployment.started,
                                                  .kind = EventKind::kRequested,
                                                  .text = fmt::format("{} of {} to {} by {}", name_of(request.kind),
                                                                      plan.version, plan.rules.name, deployment.by),
                                                  .outcome = Outcome::kWaiting});
  if (!number) {
    return fail(number.error());
  }
  deployment.number = *number;
  return deployment;
}

/// Votes on the job that makes it, written down as votes on the deployment, unless they are there.
Result<void> carry_votes(Room& room, const Deployment& deployment, const std::vector<deploy::Vote>& votes) {
  if (deployment.outcome != Outcome::kWaiting) {
    return {};
  }
  const auto known = deploy::votes_of(room.store, deployment.number);
  if (!known) {
    return fail(known.error());
  }
  for (const deploy::Vote& vote : votes) {
    const bool is_there = std::any_of(known->begin(), known->end(), [&](const deploy::Vote& one) {
      return one.kind == vote.kind && one.by == vote.by && one.bound == vote.bound;
    });
    if (is_there || !deploy::is_bound(deployment, vote)) {
      continue;
    }
    if (auto written = room.store.append(deploy::vote_event(deployment, vote), nullptr); !written) {
      return fail(std::move(written.error()));
    }
  }
  return {};
}

/// Everything that whoever carries it on later needs.
Result<void> keep(Room& room, const deploy::Plan& plan, std::int64_t number) {
  auto kept = deploy::keep_plan(room.store, number, plan);
  if (kept) {
    kept = keep_secrets(room, plan);
  }
  return kept ? room.store.set_fact(deploy::kShutDown, "") : kept;
}

/// The last approval that is needed begins it: the keeper is there for that. The files go with this command, so they
/// are taken now.
Result<void> leave_to_keeper(Room& room, const deploy::Plan& plan, std::int64_t number, const std::stop_token& stop) {
  auto left = room.target.fetch(plan, stop);
  if (left) {
    left = deploy::leave_waiting(room, number);
  }
  return left ? deploy::ensure_keeper(room) : left;
}

/// From its turn to its bake or its end. Nothing while it bakes: its keeper ends it.
Result<std::optional<DeployResult>> carry_out(Room& room, std::unique_ptr<deploy::Lease> lease, Deployment& deployment,
                                              const DeployRequest& request, Follower& follower,
                                              const std::stop_token& stop) {
  static_cast<void>(room.machine.files.remove_all(turn_file(room, deployment.number)));
  if (auto started = deploy::begin_waiting(room, *lease, deployment); !started) {
    return fail(std::move(started.error()));
  }
  room.listener = [&](const Event&) { static_cast<void>(follower.look()); };
  const auto progress = carry_on(room, *lease, deployment, request, stop);
  room.listener = {};
  if (!progress) {
    return fail(progress.error());
  }
  static_cast<void>(follower.look());
  if (*progress == deploy::Progress::kPaused) {
    // Whoever comes before its keeper has looked finds nothing that was cut off.
    static_cast<void>(room.store.set_fact(deploy::kDetached, std::to_string(deployment.number)));
  }
  lease.reset();
  switch (*progress) {
    case deploy::Progress::kEnded:
      return DeployResult{
          .deployment = deployment,
          .end = deployment.reason == Reason::kInterrupted ? DeployEnd::kInterrupted : DeployEnd::kEnded};
    case deploy::Progress::kHeld:
      return DeployResult{.deployment = deployment, .end = DeployEnd::kHeld, .waiting_for = std::string(kDecider)};
    case deploy::Progress::kPaused:
      if (auto kept = deploy::ensure_keeper(room); !kept) {
        return fail(std::move(kept.error()));
      }
      return DeployResult{.deployment = deployment, .end = DeployEnd::kLeft};
    case deploy::Progress::kBaking: break;
  }
  return std::optional<DeployResult>();
}

}  // namespace

Result<DeployResult> deploy_plan(const MadePlan& made, const DeployRequest& request, OpenEnvironment& environment,
                                 const DeploySinks& sinks, const std::stop_token& stop) {
  Room& room = *environment.room;
  const std::string identity = deploy::identity_of(made.plan);
  auto same = same_under_way(room, identity);
  if (!same) {
    return fail(std::move(same.error()));
  }
  if (*same) {
    if (sinks.on_join) {
      sinks.on_join((*same)->number);
    }
    if (auto carried = carry_votes(room, **same, request.votes); !carried) {
      return fail(std::move(carried.error()));
    }
    Follower follower(room, (*same)->number, sinks.on_event);
    return follow(environment, (*same)->number, follower, request.detaches, stop);
  }
  auto deployment = request_it(room, made, request, identity);
  if (!deployment) {
    return fail(std::move(deployment.error()));
  }
  const std::int64_t number = deployment->number;
  Follower follower(room, number, sinks.on_event);
  const auto locked = room.store.fact("locked");
  const std::string refusal = made.refusal.empty() && locked ? *locked : made.refusal;
  if (!refusal.empty()) {
    if (auto ended = end_waiting(room, *deployment, Outcome::kFailed, Reason::kRefused, refusal); !ended) {
      return fail(std::move(ended.error()));
    }
    return follow(environment, number, follower, request.detaches, stop);
  }
  const auto own_turn = room.machine.files.make_locked(turn_file(room, number), "");
  if (auto kept = keep(room, made.plan, number); !kept) {
    // Nobody is left to carry it out: the next one of this plan must not join it.
    static_cast<void>(end_waiting(room, *deployment, Outcome::kFailed, Reason::kRefused, kept.error().message));
    return fail(std::move(kept.error()));
  }
  if (auto carried = carry_votes(room, *deployment, request.votes); !carried) {
    return fail(std::move(carried.error()));
  }
  static_cast<void>(follower.look());
  auto turn = wait_for_turn(environment, number, request.stays, sinks, stop);
  if (!turn) {
    return fail(std::move(turn.error()));
  }
  if (!turn->waits_for.empty()) {
    if (auto left = leave_to_keeper(room, made.plan, number, stop); !left) {
      return fail(std::move(left.error()));
    }
    static_cast<void>(follower.look());
    return DeployResult{.deployment = *deployment, .end = DeployEnd::kWaiting, .waiting_for = turn->waits_for};
  }
  if (!turn->lease) {
    auto ended = follow(environment, number, follower, false, {});
    if (ended && ended->deployment.reason == Reason::kInterrupted) {
      ended->end = DeployEnd::kInterrupted;
    }
    return ended;
  }
  auto done = carry_out(room, std::move(turn->lease), *deployment, request, follower, stop);
  if (!done) {
    return fail(std::move(done.error()));
  }
  return *done ? Result<DeployResult>(std::move(**done))
               : follow(environment, number, follower, request.detaches, stop);
}

}  // namespace ropewalk::app
