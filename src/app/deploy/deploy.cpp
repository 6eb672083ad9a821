#include "app/deploy/deploy.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "deploy/advance.h"
#include "deploy/keeper.h"
#include "deploy/lease.h"
#include "deploy/queue/queue.h"
#include "deploy/queue/start.h"
#include "deploy/steps/work.h"
#include "deploy/strategies/strategy.h"

namespace ropewalk::app {
namespace {

using deploy::Deployment;
using deploy::Event;
using deploy::EventKind;
using deploy::Outcome;
using deploy::Reason;
using deploy::Room;
using std::chrono::milliseconds;

constexpr milliseconds kPoll{50};
constexpr std::size_t kRecent = 100;

std::filesystem::path turn_file(const Room& room, std::int64_t number) {
  return room.folder / "waiting" / fmt::format("{}.lock", number);
}

/// Hands on what is new in the journal of one deployment.
class Follower {
 public:
  Follower(Room& room, std::int64_t number, const EventSink& sink) : room_(room), number_(number), sink_(sink) {}

  Result<void> look() {
    const auto events = room_.store.events(last_, number_);
    if (!events) {
      return fail(events.error());
    }
    for (const Event& event : *events) {
      last_ = event.sequence;
      if (sink_) {
        sink_(event);
      }
    }
    return {};
  }

 private:
  Room& room_;
  std::int64_t number_;
  const EventSink& sink_;
  std::int64_t last_ = 0;
};

/// Until the deployment has an outcome, as its keeper or another command carries it on.
Result<DeployResult> follow(OpenEnvironment& environment, std::int64_t number, Follower& follower, bool detaches,
                            const std::stop_token& stop) {
  Room& room = *environment.room;
  milliseconds since_look{0};
  while (true) {
    if (auto looked = follower.look(); !looked) {
      return fail(std::move(looked.error()));
    }
    const auto now = room.store.deployment(number);
    if (!now || !*now) {
      return fail(now ? Error{ErrorKind::kInternal, "the deployment is gone"} : now.error());
    }
    if ((*now)->outcome != Outcome::kRunning && (*now)->outcome != Outcome::kWaiting) {
      static_cast<void>(follower.look());
      return DeployResult{.deployment = **now, .end = DeployEnd::kEnded};
    }
    if (detaches && (*now)->live) {
      return DeployResult{.deployment = **now, .end = DeployEnd::kLeft};
    }
    if (!deploy::rest(kPoll, stop)) {
      return DeployResult{.deployment = **now, .end = DeployEnd::kInterrupted};
    }
    since_look += kPoll;
    if (since_look >= std::chrono::seconds(2)) {
      since_look = milliseconds(0);
      if ((*now)->live && !deploy::has_keeper(room)) {
        static_cast<void>(settle(environment, stop));
      }
    }
  }
}

/// One that asks for the same and is not at its end.
Result<std::optional<Deployment>> same_under_way(const Room& room, const std::string& plan) {
  const auto all = room.store.deployments(kRecent);
  if (!all) {
    return fail(all.error());
  }
  const auto found = std::find_if(all->begin(), all->end(), [&](const Deployment& one) {
    return one.plan == plan && (one.outcome == Outcome::kRunning || one.outcome == Outcome::kWaiting);
  });
  return found == all->end() ? std::optional<Deployment>() : std::optional(*found);
}

Result<void> end_waiting(Room& room, Deployment deployment, Outcome outcome, Reason reason, std::string detail) {
  deployment.outcome = outcome;
  deployment.reason = reason;
  deployment.detail = std::move(detail);
  deployment.ended = room.machine.clock.now();
  const auto written = room.store.append({.number = deployment.number,
                                          .time = *deployment.ended,
                                          .kind = EventKind::kEnded,
                                          .text = deployment.detail,
                                          .outcome = outcome,
                                          .reason = reason},
                                         &deployment);
  return written ? Result<void>() : Result<void>(fail(written.error()));
}

/// One whose turn it is and whose command died while it waited would keep all others waiting.
Result<bool> end_orphan(Room& room, std::int64_t next) {
  const auto lock = room.machine.files.try_lock(turn_file(room, next), ports::MissingFile::kLeave);
  if (lock && !*lock && room.machine.files.type(turn_file(room, next)) == ports::FileType::kFile) {
    return false;  // its command is there, and will see that it is its turn
  }
  if (deploy::is_left(room.store, next)) {
    auto kept = deploy::ensure_keeper(room);
    return kept ? Result<bool>(false) : Result<bool>(fail(std::move(kept.error())));
  }
  const auto deployment = room.store.deployment(next);
  if (!deployment || !*deployment) {
    return false;
  }
  auto ended = end_waiting(room, **deployment, Outcome::kFailed, Reason::kInterrupted,
                           "its command was killed while it waited for its turn");
  return ended ? Result<bool>(true) : Result<bool>(fail(std::move(ended.error())));
}

std::string wait_for(const Room& room) {
  const auto under_way = deploy::active(room.store);
  if (!under_way || !*under_way) {
    return "another command on this environment";
  }
  if (const auto end = deploy::bake_end(room, **under_way)) {
    const auto left = std::chrono::ceil<std::chrono::seconds>(*end - room.machine.clock.now());
    return fmt::format("the bake of deployment {} to end, in {} s", (*under_way)->number,
                       std::max<std::int64_t>(left.count(), 0));
  }
  return fmt::format("deployment {} to end", (*under_way)->number);
}

/// Ends what was cut off or could not be decided. True when nothing is under way any more.
Result<bool> clear_the_way(Room& room, const deploy::Lease& lease, std::int64_t number, const std::stop_token& stop) {
  auto under_way = deploy::active(room.store);
  const auto held = room.store.fact("held");
  if (!under_way || !held) {
    return fail(under_way ? held.error() : under_way.error());
  }
  if (!*under_way) {
    return true;
  }
  Deployment& deployment = **under_way;
  if (*held == std::to_string(deployment.number)) {
    // What could not be decided gives way to what comes next.
    if (auto undone =
            deploy::undo(room, lease, deployment, Reason::kSuperseded, fmt::format("superseded by {}", number));
        !undone) {
      return fail(std::move(undone.error()));
    }
  } else if (!deploy::bake_end(room, deployment) || !deploy::has_keeper(room)) {
    if (auto mended = deploy::reconcile(room, lease, stop); !mended) {
      return fail(std::move(mended.error()));
    }
  }
  under_way = deploy::active(room.store);
  return under_way ? Result<bool>(!*under_way) : Result<bool>(fail(std::move(under_way.error())));
}

/// What came of waiting.
struct Turn {
  /// When it is this deployment's turn; null when it ended meanwhile, or waits for people.
  std::unique_ptr<deploy::Lease> lease = {};
  /// Who or what it waits for: nobody waits here for people, or for a day of the week.
  std::string waits_for = {};
};

Result<Turn> wait_for_turn(OpenEnvironment& environment, std::int64_t number, const deploy::ApprovalRules& rules,
                           bool stays, const DeploySinks& sinks, const std::stop_token& stop) {
  Room& room = *environment.room;
  std::string told;
  while (true) {
    // What bakes is its keeper's: nothing is to be done before it ends.
    const auto under_way = deploy::active(room.store);
    const bool bakes =
        under_way && *under_way && deploy::bake_end(room, **under_way).has_value() && deploy::has_keeper(room);
    auto lease = bakes ? Result<std::unique_ptr<deploy::Lease>>(nullptr) : deploy::try_lease(room);
    if (!lease) {
      return fail(std::move(lease.error()));
    }
    std::string why = wait_for(room);
    bool waits_for_people = false;
    if (*lease) {
      const auto is_clear = clear_the_way(room, **lease, number, stop);
      const auto queue = is_clear ? deploy::advance_queue(room.store, rules, room.machine.clock.now())
                                  : Result<deploy::QueueAdvance>(fail(is_clear.error()));
      if (!queue) {
        return fail(queue.error());
      }
      if (queue->next == number) {
        return Turn{.lease = std::move(*lease)};
      }
      if (queue->next) {
        if (auto ended = end_orphan(room, *queue->next); !ended) {
          return fail(std::move(ended.error()));
        }
      }
      for (const deploy::StillWaiting& one : queue->waiting) {
        if (one.deployment.number == number && !one.status.waiting_for.empty()) {
          why = one.status.waiting_for;
          waits_for_people = one.status.state == deploy::ApprovalState::kWaitsForReviewers ||
                             one.status.state == deploy::ApprovalState::kWaitsForWindow;
        }
      }
    }
    const auto now = room.store.deployment(number);
    if (!now || !*now) {
      return fail(now ? Error{ErrorKind::kInternal, "the deployment is gone"} : now.error());
    }
    if ((*now)->outcome != Outcome::kWaiting) {
      return Turn{};
    }
    lease->reset();
    if (const std::string short_form = why.substr(0, why.find(',')); short_form != told) {
      told = short_form;
      const auto written = room.store.append({.number = number,
                                              .time = room.machine.clock.now(),
                                              .kind = EventKind::kWaiting,
                                              .text = why,
                                              .outcome = Outcome::kWaiting},
                                             nullptr);
      if (!written) {
        return fail(written.error());
      }
      if (sinks.on_wait) {
        sinks.on_wait(why);
      }
    }
    if (waits_for_people && !stays) {
      return Turn{.waits_for = why};
    }
    if (!deploy::rest(kPoll, stop)) {
      if (auto ended =
              end_waiting(room, **now, Outcome::kFailed, Reason::kInterrupted, "stopped while it waited for its turn");
          !ended) {
        return fail(std::move(ended.error()));
      }
      return Turn{};
    }
  }
}

/// A person is named as the system knows them.
std::string who(const Room& room) { return room.machine.environment.user_name(); }

/// Values of secrets as they are now, for this version's start and for its starts to come. A file each, in a folder
/// that is its user's alone. Errors: kUsage for one that is not set and never was.
Result<void> keep_secrets(Room& room, const deploy::Plan& plan) {
  for (const std::string& name : plan.service.secrets) {
    const auto file = room.folder / "secrets" / name;
    if (const auto value = room.machine.environment.variable(name)) {
      if (auto written = room.machine.files.write(file, *value); !written) {
        return written;
      }
    } else if (room.machine.files.type(file) == ports::FileType::kMissing) {
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

}  // namespace

Result<std::vector<std::string>> settle(OpenEnvironment& environment, const std::stop_token& stop) {
  Room& room = *environment.room;
  const auto shut_down = room.store.fact(deploy::kShutDown);
  if (shut_down && !shut_down->empty()) {
    return std::vector<std::string>();
  }
  const auto lease = deploy::try_lease(room);
  if (!lease) {
    return fail(lease.error());
  }
  return *lease ? deploy::reconcile(room, **lease, stop) : std::vector<std::string>();
}

Result<DeployResult> deploy_plan(const MadePlan& made, const DeployRequest& request, OpenEnvironment& environment,
                                 const DeploySinks& sinks, const std::stop_token& stop) {
  Room& room = *environment.room;
  const std::string identity = deploy::identity_of(made.plan);
  auto same = same_under_way(room, identity);
  if (!same) {
    return fail(std::move(same.error()));
  }
  if (*same) {
    Follower follower(room, (*same)->number, sinks.on_event);
    return follow(environment, (*same)->number, follower, request.detaches, stop);
  }
  const deploy::Plan& plan = made.plan;
  Deployment deployment{.environment = environment.name,
                        .service = plan.service.name,
                        .kind = request.kind,
                        .version = plan.version,
                        .digest = plan.digest,
                        .commit = plan.commit,
                        .changes = made.changes,
                        .by = request.by.empty() ? who(room) : request.by,
                        .author = plan.author,
                        .run = request.run,
                        .strategy = std::string(name_of(plan.rules.strategy)),
                        .plan = identity,
                        .configuration = deploy::configuration_of(plan),
                        .outcome = Outcome::kWaiting,
                        .started = room.machine.clock.now()};
  const auto number = room.store.add(deployment, {.time = deployment.started,
                                                  .kind = EventKind::kRequested,
                                                  .text = fmt::format("{} of {} to {} by {}", name_of(request.kind),
                                                                      plan.version, environment.name, deployment.by),
                                                  .outcome = Outcome::kWaiting});
  if (!number) {
    return fail(number.error());
  }
  deployment.number = *number;
  const auto locked = room.store.fact("locked");
  if (const std::string& refusal = !made.refusal.empty() ? made.refusal
                                   : locked              ? *locked
                                                         : made.refusal;
      !refusal.empty()) {
    if (auto ended = end_waiting(room, deployment, Outcome::kFailed, Reason::kRefused, refusal); !ended) {
      return fail(std::move(ended.error()));
    }
    deployment.outcome = Outcome::kFailed;
    deployment.reason = Reason::kRefused;
    deployment.detail = refusal;
    static_cast<void>(Follower(room, *number, sinks.on_event).look());
    return DeployResult{.deployment = deployment, .end = DeployEnd::kEnded};
  }
  const auto own_turn = room.machine.files.make_locked(turn_file(room, *number), "");
  if (auto kept = deploy::keep_plan(room.store, *number, plan); !kept) {
    return fail(std::move(kept.error()));
  }
  if (auto kept = keep_secrets(room, plan); !kept) {
    return fail(std::move(kept.error()));
  }
  if (auto opened = room.store.set_fact(deploy::kShutDown, ""); !opened) {
    return fail(std::move(opened.error()));
  }
  Follower follower(room, *number, sinks.on_event);
  static_cast<void>(follower.look());
  auto turn = wait_for_turn(environment, *number, deploy::approval_rules_of(plan.rules), request.stays, sinks, stop);
  if (!turn) {
    return fail(std::move(turn.error()));
  }
  std::unique_ptr<deploy::Lease> lease = std::move(turn->lease);
  if (!turn->waits_for.empty()) {
    // The last approval that is needed begins it: the keeper is there for that. The files go with this command, so they
    // are taken now.
    auto left = room.target.fetch(plan, stop);
    if (left) {
      left = deploy::leave_waiting(room, *number);
    }
    if (left) {
      left = deploy::ensure_keeper(room);
    }
    if (!left) {
      return fail(std::move(left.error()));
    }
    static_cast<void>(follower.look());
    return DeployResult{.deployment = deployment, .end = DeployEnd::kWaiting, .waiting_for = turn->waits_for};
  }
  if (!lease) {
    auto ended = follow(environment, *number, follower, false, {});
    if (ended && ended->deployment.reason == Reason::kInterrupted) {
      ended->end = DeployEnd::kInterrupted;
    }
    return ended;
  }
  static_cast<void>(room.machine.files.remove_all(turn_file(room, *number)));
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
  lease.reset();
  switch (*progress) {
    case deploy::Progress::kEnded:
      return DeployResult{
          .deployment = deployment,
          .end = deployment.reason == Reason::kInterrupted ? DeployEnd::kInterrupted : DeployEnd::kEnded};
    case deploy::Progress::kHeld:
      return DeployResult{.deployment = deployment,
                          .end = DeployEnd::kHeld,
                          .waiting_for = "somebody who decides: deploy again, or roll back"};
    case deploy::Progress::kPaused:
      if (auto kept = deploy::ensure_keeper(room); !kept) {
        return fail(std::move(kept.error()));
      }
      return DeployResult{.deployment = deployment, .end = DeployEnd::kLeft};
    case deploy::Progress::kBaking: break;
  }
  return follow(environment, *number, follower, request.detaches, stop);
}

namespace {

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
    return fail(ErrorKind::kInvalid, "there is no earlier version that was good to go back to");
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
      sinks.on_wait(wait_for(room));
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
    if (auto undone =
            deploy::undo(room, **lease, deployment, Reason::kByHand, fmt::format("rolled back by {}", who(room)));
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
    if (auto ended = end_under_way(room, **lease, **current, who(room)); !ended) {
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
                        .by = who(room),
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
