#include "app/deploy/shut_down.h"

#include <fmt/format.h>

#include "deploy/advance.h"
#include "deploy/keeper.h"
#include "deploy/steps/work.h"

namespace ropewalk::app {
namespace {

using deploy::Deployment;
using deploy::EventKind;
using deploy::Outcome;
using deploy::Reason;
using deploy::Room;

constexpr std::chrono::milliseconds kPatience{10'000};

/// A command that is at work has until then.
Result<std::unique_ptr<deploy::Lease>> take_lease(Room& room) {
  const auto deadline = room.machine.clock.monotonic() + kPatience;
  while (true) {
    auto lease = deploy::try_lease(room);
    if (!lease || *lease) {
      return lease;
    }
    if (room.machine.clock.monotonic() > deadline) {
      return fail(ErrorKind::kInvalid, "another command is at work on this environment", "interrupt it first");
    }
    deploy::rest(std::chrono::milliseconds(20), {});
  }
}

Result<void> end_under_way(Room& room, const deploy::Lease& lease, Deployment deployment, const std::string& detail) {
  deployment.outcome = Outcome::kFailed;
  deployment.reason = Reason::kInterrupted;
  deployment.detail = detail;
  deploy::count_requests(room, deployment);
  return deploy::Journal(room, lease, deployment).ended(detail);
}

}  // namespace

Result<std::string> shut_down(OpenEnvironment& environment, const std::string& by) {
  Room& room = *environment.room;
  const std::string detail = fmt::format("{} was shut down by {}", environment.name, by);
  // From here on nobody starts anything.
  if (auto written = room.store.set_fact(deploy::kShutDown, "yes"); !written) {
    return fail(std::move(written.error()));
  }
  deploy::end_keeper(room);
  const auto lease = take_lease(room);
  if (!lease) {
    static_cast<void>(room.store.set_fact(deploy::kShutDown, ""));
    return fail(lease.error());
  }
  const auto under_way = deploy::active(room.store);
  if (!under_way) {
    return fail(under_way.error());
  }
  if (*under_way) {
    if (auto ended = end_under_way(room, **lease, **under_way, detail); !ended) {
      return fail(std::move(ended.error()));
    }
  }
  const auto current = deploy::serving(room.store);
  if (!current) {
    return fail(current.error());
  }
  std::string served;
  if (*current) {
    served = (*current)->version;
    Deployment last = **current;
    deploy::count_requests(room, last);
    const auto written = room.store.append(
        {.number = last.number, .time = room.machine.clock.now(), .kind = EventKind::kFound, .text = detail}, &last);
    if (!written) {
      return fail(written.error());
    }
  }
  room.edge.stop();
  for (const std::int64_t number : room.target.numbers()) {
    room.target.stop(number, std::chrono::seconds(5));
  }
  return served;
}

}  // namespace ropewalk::app
