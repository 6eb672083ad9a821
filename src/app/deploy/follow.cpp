#include "app/deploy/follow.h"

#include "deploy/keeper.h"
#include "deploy/steps/work.h"

namespace ropewalk::app {
namespace {

using deploy::Outcome;
using deploy::Room;
using std::chrono::milliseconds;

constexpr milliseconds kPoll{50};
/// How often it is looked whether the keeper is still there.
constexpr milliseconds kLook{2000};

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
