#include "app/deploy/shut_down.h"

#include <fmt/format.h>

#include "app/deploy/turn.h"
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
constexpr std::size_t kRecent = 200;

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

/// One that has its traffic is taken away by hand; one that has not yet was interrupted.
Result<void> end_under_way(Room& room, const deploy::Lease& lease, Deployment deployment, const std::string& detail) {
  deployment.outcome = deployment.live ? Outcome::kRolledBack : Outcome::kFailed;
  deployment.reason = deployment.live ? Reason::kByHand : Reason::kInterrupted;
  deployment.detail = detail;
  deploy::count_requests(room, deployment);
  return deploy::Journal(room, lease, deployment).ended(detail);
}

/// Nobody would be there to start them.
Result<void> end_waiting_ones(Room& room, const std::string& detail) {
  const auto all = room.store.deployments(kRecent);
  if (!all) {
    return fail(all.error());
  }
  for (const Deployment& one : *all) {
    if (one.outcome != Outcome::kWaiting) {
      continue;
    }
    if (auto ended = end_waiting(room, one, Outcome::kFailed, Reason::kInterrupted, detail); !ended) {
      return ended;
    }
  }
  return {};
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
  if (auto ended = end_waiting_ones(room, detail); !ended) {
    return fail(std::move(ended.error()));
  }
  const auto current = deploy::chosen(room.store);
  if (!current) {
    return fail(current.error());
  }
  if (*under_way) {
    if (auto ended = end_under_way(room, **lease, **under_way, detail); !ended) {
      return fail(std::move(ended.error()));
    }
  }
  std::string served = *current ? (*current)->version : "";
  if (*current && (!*under_way || (*current)->number != (*under_way)->number)) {
    Deployment last = **current;
    deploy::count_requests(room, last);
    const auto written = room.store.append(
        {.number = last.number, .time = room.machine.clock.now(), .kind = EventKind::kFound, .text = detail}, &last);
    if (!written) {
      return fail(written.error());
    }
  }
  if (auto ended = deploy::end_serving(room.store); !ended) {
    return fail(std::move(ended.error()));
  }
  room.edge.stop();
  for (const std::int64_t number : room.target.numbers()) {
    room.target.stop(number, std::chrono::seconds(5));
  }
  return served;
}

}  // namespace ropewalk::app
