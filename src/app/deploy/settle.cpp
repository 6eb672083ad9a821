// Mends an environment before a command looks at it or changes it.
#include "app/deploy/deploy.h"
#include "deploy/advance.h"
#include "deploy/keeper.h"
#include "deploy/lease.h"
#include "deploy/steps/work.h"

namespace ropewalk::app {

using deploy::Room;
using std::chrono::milliseconds;

Result<std::vector<std::string>> settle(OpenEnvironment& environment, const std::stop_token& stop) {
  Room& room = *environment.room;
  const auto shut_down = room.store.fact(deploy::kShutDown);
  if (shut_down && !shut_down->empty()) {
    return std::vector<std::string>();
  }
  // A keeper that looks whether anybody is at work has it for a moment; one that mends is waited for.
  constexpr int kTries = 5;
  constexpr int kMostTries = 500;
  auto lease = deploy::try_lease(room);
  for (int tries = 1; lease && !*lease && tries < kMostTries && deploy::rest(milliseconds(20), stop); ++tries) {
    const auto mending = room.store.fact("mending");
    if (tries >= kTries && (!mending || mending->empty())) {
      break;
    }
    lease = deploy::try_lease(room);
  }
  if (!lease) {
    return fail(lease.error());
  }
  return *lease ? deploy::reconcile(room, **lease, stop) : std::vector<std::string>();
}

}  // namespace ropewalk::app
