#include "app/deploy/turn.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "deploy/advance.h"
#include "deploy/keeper.h"
#include "deploy/queue/queue.h"
#include "deploy/queue/start.h"
#include "deploy/steps/work.h"

namespace ropewalk::app {
namespace {

using deploy::ApprovalState;
using deploy::Deployment;
using deploy::EventKind;
using deploy::Outcome;
using deploy::Reason;
using deploy::Room;
using std::chrono::milliseconds;

constexpr milliseconds kPoll{50};

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

/// What one look at the queue has shown.
struct Look {
  /// When it is this deployment's turn.
  std::unique_ptr<deploy::Lease> lease = {};
  /// What it waits for, after "waits for".
  std::string why = {};
  /// It waits for others to end, and for nothing else.
  bool is_for_turn = true;
  bool waits_for_people = false;
};

Result<Look> look_at_queue(Room& room, std::int64_t number, const std::stop_token& stop) {
  // What bakes is its keeper's: nothing is to be done before it ends.
  const auto under_way = deploy::active(room.store);
  const bool bakes =
      under_way && *under_way && deploy::bake_end(room, **under_way).has_value() && deploy::has_keeper(room);
  auto lease = bakes ? Result<std::unique_ptr<deploy::Lease>>(nullptr) : deploy::try_lease(room);
  if (!lease) {
    return fail(std::move(lease.error()));
  }
  Look look{.why = other_at_work(room)};
  if (!*lease) {
    return look;
  }
  const auto is_clear = clear_the_way(room, **lease, number, stop);
  if (!is_clear) {
    return fail(is_clear.error());
  }
  const auto queue = deploy::advance_queue(room.store, deploy::kept_rules(room.store), room.machine.clock.now());
  if (!queue) {
    return fail(queue.error());
  }
  if (queue->next == number) {
    look.lease = std::move(*lease);
    return look;
  }
  if (queue->next) {
    if (auto ended = end_orphan(room, *queue->next); !ended) {
      return fail(std::move(ended.error()));
    }
  }
  for (const deploy::StillWaiting& one : queue->waiting) {
    if (one.deployment.number != number) {
      continue;
    }
    if (!queue->locked.empty()) {
      look.why = fmt::format("the environment to be unlocked: {}", queue->locked);
      look.is_for_turn = false;
    }
    if (!one.status.waiting_for.empty()) {
      look.why = one.status.waiting_for;
      look.is_for_turn = false;
      look.waits_for_people =
          one.status.state == ApprovalState::kWaitsForReviewers || one.status.state == ApprovalState::kWaitsForWindow;
    }
  }
  return look;
}

/// Writes down and says what a deployment waits for.
Result<void> tell(Room& room, std::int64_t number, const Look& look, const DeploySinks& sinks) {
  json::object data;
  if (look.is_for_turn) {
    data[deploy::kTurnData] = true;
  }
  const auto written = room.store.append({.number = number,
                                          .time = room.machine.clock.now(),
                                          .kind = EventKind::kWaiting,
                                          .text = look.why,
                                          .outcome = Outcome::kWaiting,
                                          .data = std::move(data)},
                                         nullptr);
  if (!written) {
    return fail(written.error());
  }
  if (sinks.on_wait) {
    sinks.on_wait(look.why);
  }
  return {};
}

}  // namespace

std::filesystem::path turn_file(const Room& room, std::int64_t number) {
  return room.folder / "waiting" / fmt::format("{}.lock", number);
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

std::string other_at_work(const Room& room) {
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

Result<Turn> wait_for_turn(OpenEnvironment& environment, std::int64_t number, bool stays, const DeploySinks& sinks,
                           const std::stop_token& stop) {
  Room& room = *environment.room;
  std::string told;
  while (true) {
    auto look = look_at_queue(room, number, stop);
    if (!look) {
      return fail(std::move(look.error()));
    }
    if (look->lease) {
      return Turn{.lease = std::move(look->lease)};
    }
    const auto now = room.store.deployment(number);
    if (!now || !*now) {
      return fail(now ? Error{ErrorKind::kInternal, "the deployment is gone"} : now.error());
    }
    if ((*now)->outcome != Outcome::kWaiting) {
      return Turn{};
    }
    // The seconds that are left are no news.
    if (const std::string short_form = look->why.substr(0, look->why.find(',')); short_form != told) {
      told = short_form;
      if (auto said = tell(room, number, *look, sinks); !said) {
        return fail(std::move(said.error()));
      }
    }
    if (look->waits_for_people && !stays) {
      return Turn{.waits_for = look->why};
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

}  // namespace ropewalk::app
