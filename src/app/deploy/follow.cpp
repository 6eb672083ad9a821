#include "app/deploy/follow.h"

#include "deploy/approvals/approvals.h"
#include "deploy/keeper.h"
#include "deploy/queue/queue.h"
#include "deploy/queue/start.h"
#include "deploy/steps/work.h"

namespace ropewalk::app {
namespace {

using deploy::Outcome;
using deploy::Room;
using std::chrono::milliseconds;

constexpr milliseconds kPoll{50};
/// How often it is looked whether the keeper is still there.
constexpr milliseconds kLook{2000};

/// What it waits for that people do: nothing when its turn comes by itself.
std::optional<std::string> waits_for_people(const Room& room, const deploy::Deployment& deployment) {
  if (deployment.outcome != Outcome::kWaiting || !deploy::is_left(room.store, deployment.number)) {
    return std::nullopt;
  }
  const auto plan = deploy::plan_of(room.store, deployment.number);
  const auto votes = deploy::votes_of(room.store, deployment.number);
  if (!plan || !votes) {
    return std::nullopt;
  }
  auto status =
      deploy::approval_status(deploy::approval_rules_of(plan->rules), deployment, *votes, room.machine.clock.now());
  const bool waits = status.state == deploy::ApprovalState::kWaitsForReviewers ||
                     status.state == deploy::ApprovalState::kWaitsForWindow;
  return waits ? std::optional(std::move(status.waiting_for)) : std::nullopt;
}

}  // namespace

Result<void> Follower::look() {
  const auto events = room_.store.events(last_, number_);
  if (!events) {
    return fail(events.error());
  }
  for (const deploy::Event& event : *events) {
    last_ = event.sequence;
    if (sink_) {
      sink_(event);
    }
  }
  return {};
}

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
    if (auto what = waits_for_people(room, **now)) {
      return DeployResult{.deployment = **now, .end = DeployEnd::kWaiting, .waiting_for = std::move(*what)};
    }
    if (const auto held = room.store.fact("held"); held && *held == std::to_string(number)) {
      return DeployResult{.deployment = **now, .end = DeployEnd::kHeld, .waiting_for = std::string(kDecider)};
    }
    if (detaches && (*now)->live) {
      return DeployResult{.deployment = **now, .end = DeployEnd::kLeft};
    }
    if (!deploy::rest(kPoll, stop)) {
      return DeployResult{.deployment = **now, .end = DeployEnd::kInterrupted};
    }
    since_look += kPoll;
    if (since_look >= kLook) {
      since_look = milliseconds(0);
      if ((*now)->live && !deploy::has_keeper(room)) {
        static_cast<void>(settle(environment, stop));
      }
    }
  }
}

}  // namespace ropewalk::app
