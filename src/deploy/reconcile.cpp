#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "deploy/advance.h"
#include "deploy/keeper.h"
#include "deploy/steps/work.h"

namespace ropewalk::deploy {
namespace {

/// Starts the edge with the instances of a release, or gives it those that it does not have.
Result<bool> put_in_front(Room& room, const std::vector<Instance>& instances) {
  std::vector<EdgeServer> servers;
  for (const Instance& instance : instances) {
    servers.push_back({.name = instance.name, .port = instance.port, .weight = 100, .is_ready = true});
  }
  auto started = room.edge.ensure(servers);
  if (!started) {
    return started;
  }
  for (const Instance& instance : instances) {
    if (auto added = room.edge.add(instance.name, instance.port); !added) {
      return fail(std::move(added.error()));
    }
  }
  return started;
}

/// What runs and belongs to no version that should.
Result<void> end_strays(Room& room, const std::set<std::int64_t>& wanted, std::vector<std::string>& done) {
  const auto servers = room.edge.servers();
  for (const EdgeServer& server : servers ? *servers : std::vector<EdgeServer>()) {
    if (!wanted.contains(server.number())) {
      if (auto removed = room.edge.remove(server.name); !removed) {
        return removed;
      }
    }
  }
  for (const std::int64_t number : room.target.numbers()) {
    if (!wanted.contains(number)) {
      room.target.stop(number, std::chrono::seconds(5));
      done.push_back(fmt::format("ended what was left of deployment {}", number));
    }
  }
  return {};
}

/// Until what was started again answers, or some seconds are over: whoever asked finds it serving.
void wait_for_answers(Room& room, const Plan& plan, const std::vector<Instance>& started) {
  using std::chrono::milliseconds;
  constexpr milliseconds kPoll{20};
  constexpr milliseconds kProbeTime{1000};
  constexpr milliseconds kPatience{5000};
  const auto deadline = room.machine.clock.monotonic() + kPatience;
  for (const Instance& instance : started) {
    while (room.machine.clock.monotonic() < deadline && room.target.is_running(instance)) {
      const auto answer = room.target.probe(
          instance,
          {.port = instance.port, .path = plan.service.health_path, .host = host_of(plan), .timeout = kProbeTime});
      if (answer.end == ports::ProbeEnd::kAnswered) {
        break;
      }
      rest(kPoll, std::stop_token());
    }
  }
}

/// Every instance of the version that serves runs, is known to the edge, and has its traffic.
Result<void> serve(Room& room, const Deployment& deployment, bool keeps_shares, std::vector<std::string>& done) {
  const auto plan = plan_of(room.store, deployment.release);
  if (!plan) {
    return fail(plan.error());
  }
  std::vector<Instance> all;
  std::vector<Instance> fresh;
  for (int replica = 1; replica <= plan->service.replicas; ++replica) {
    const std::vector<Instance> known = room.target.instances(deployment.release);
    const auto before =
        std::find_if(known.begin(), known.end(), [&](const Instance& one) { return one.replica == replica; });
    const bool was_running =
        before != known.end() && (room.target.restarts_by_itself() || room.target.is_running(*before));
    auto started = room.target.start(*plan, deployment.release, replica);
    if (!started) {
      return fail(std::move(started.error()));
    }
    if (!was_running) {
      done.push_back(fmt::format("started {} of {} again", started->name, deployment.version));
      fresh.push_back(*started);
    }
    all.push_back(std::move(*started));
  }
  const auto started = put_in_front(room, all);
  if (!started) {
    return fail(started.error());
  }
  if (*started) {
    done.push_back("started " + room.edge.description());
  }
  if (!keeps_shares || *started) {
    if (auto given = give_all_to(room, deployment.release); !given) {
      return given;
    }
  }
  wait_for_answers(room, *plan, fresh);
  return {};
}

}  // namespace

Result<std::vector<std::string>> reconcile(Room& room, const Lease& lease, const std::stop_token& stop) {
  std::vector<std::string> done;
  auto under_way = active(room.store);
  if (!under_way) {
    return fail(std::move(under_way.error()));
  }
  const auto held = room.store.fact("held");
  std::set<std::int64_t> wanted;
  bool is_held = false;
  if (*under_way) {
    Deployment& deployment = **under_way;
    is_held = held && *held == std::to_string(deployment.number);
    const bool bakes = bake_end(room, deployment).has_value();
    if (!is_held && !deployment.live) {
      if (auto undone = undo(room, lease, deployment, Reason::kInterrupted, "its command was killed before the switch");
          !undone) {
        return fail(std::move(undone.error()));
      }
      done.push_back(fmt::format("took back deployment {}, which no command was at work on", deployment.number));
    } else if (!is_held && !bakes) {
      if (auto served = serve(room, deployment, false, done); !served) {
        return fail(std::move(served.error()));
      }
      if (const auto detached = room.store.fact(kDetached);
          !detached || *detached != std::to_string(deployment.number)) {
        done.push_back(fmt::format("carried on deployment {}, which no command was at work on", deployment.number));
      }
      if (auto went_on = advance(room, lease, deployment, "", stop); !went_on) {
        return fail(std::move(went_on.error()));
      }
    }
    if (deployment.outcome == Outcome::kRunning) {
      wanted.insert(deployment.release);
      if (const auto old = room.store.deployment(deployment.previous); old && *old) {
        wanted.insert((*old)->release);
      }
    }
  }
  const auto current = serving(room.store);
  if (!current) {
    return fail(current.error());
  }
  if (*current) {
    wanted.insert((*current)->release);
    if (auto served = serve(room, **current, is_held, done); !served) {
      return fail(std::move(served.error()));
    }
    if (auto kept = ensure_keeper(room); !kept) {
      return fail(std::move(kept.error()));
    }
  }
  if (*current || *under_way) {
    if (auto ended = end_strays(room, wanted, done); !ended) {
      return fail(std::move(ended.error()));
    }
  }
  return done;
}

}  // namespace ropewalk::deploy
