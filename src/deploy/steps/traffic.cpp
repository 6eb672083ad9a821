// What is done with the edge: who gets requests, who finishes those it has, who is taken out.
#include <fmt/format.h>

#include <algorithm>

#include "deploy/steps/work.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPoll{20};
constexpr milliseconds kPatience{10'000};

}  // namespace

std::vector<EdgeChange> all_of(const std::vector<EdgeServer>& servers, std::int64_t release, bool is_ready,
                               int weight) {
  std::vector<EdgeChange> changes;
  for (const EdgeServer& server : servers) {
    if (server.number() == release) {
      changes.push_back({.name = server.name, .is_ready = is_ready, .weight = weight});
    }
  }
  return changes;
}

Result<void> give_all_to(Room& room, std::int64_t release) {
  const auto servers = room.edge.servers();
  if (!servers) {
    return fail(servers.error());
  }
  constexpr int kWhole = 100;
  std::vector<EdgeChange> changes = all_of(*servers, release, true, kWhole);
  if (changes.empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("the proxy has no server of deployment {}", release));
  }
  for (const EdgeServer& server : *servers) {
    if (server.number() != release && server.is_ready) {
      changes.push_back({.name = server.name, .is_ready = false});
    }
  }
  return room.edge.change(changes);
}

void wait_until_drained(const Work& work, std::int64_t release, std::string_view only) {
  const auto& clock = work.room.machine.clock;
  const auto deadline = clock.monotonic() + std::chrono::duration_cast<milliseconds>(work.plan.rules.drain_timeout);
  while (clock.monotonic() < deadline) {
    const auto servers = work.room.edge.servers();
    if (!servers || std::none_of(servers->begin(), servers->end(), [&](const EdgeServer& server) {
          return server.current > 0 && (only.empty() ? server.number() != release : server.name == only);
        })) {
      return;
    }
    // Draining goes on to its end after an interrupt: it is what keeps requests whole.
    rest(kPoll, std::stop_token());
  }
}

Result<void> retire(const Work& work, std::int64_t release) {
  Room& room = work.room;
  const auto servers = room.edge.servers();
  if (!servers) {
    return fail(servers.error());
  }
  std::int64_t cut = 0;
  for (const EdgeServer& server : *servers) {
    cut += server.number() == release ? server.current : 0;
  }
  // What it answered belongs to the deployment that it was.
  Deployment& current = work.deployment();
  if (current.release == release) {
    count_requests(room, current);
    current.cut += cut;
  } else if (const auto owner = work.old && work.old->release == release ? room.store.deployment(work.old->number)
                                                                         : room.store.deployment(release);
             owner && *owner && (*owner)->outcome != Outcome::kRunning && (*owner)->outcome != Outcome::kWaiting) {
    Deployment old = **owner;
    count_requests(room, old);
    old.cut += cut;
    const auto written =
        room.store.append({.number = old.number,
                           .time = room.machine.clock.now(),
                           .kind = EventKind::kFound,
                           .text = fmt::format("stopped after {} requests, {} cut", old.requests, old.cut)},
                          &old);
    if (!written) {
      return fail(written.error());
    }
  }
  for (const EdgeServer& server : *servers) {
    if (server.number() == release) {
      if (auto removed = room.edge.remove(server.name); !removed) {
        return removed;
      }
    }
  }
  room.target.stop(release, kPatience);
  return {};
}

std::optional<Failure> revive(const Work& work, std::int64_t release) {
  auto plan = plan_of(work.room.store, release);
  if (!plan) {
    return failure_of(Reason::kInternal, plan.error());
  }
  std::vector<Instance> instances;
  std::vector<Instance> fresh;
  const std::vector<Instance> known = work.room.target.instances(release);
  for (int replica = 1; replica <= plan->service.replicas; ++replica) {
    const auto before =
        std::find_if(known.begin(), known.end(), [&](const Instance& one) { return one.replica == replica; });
    const bool was_running = before != known.end() && work.room.target.is_running(*before);
    auto started = work.room.target.start(*plan, release, replica);
    if (!started) {
      return failure_of(Reason::kHost, started.error());
    }
    instances.push_back(*started);
    if (!was_running) {
      fresh.push_back(*started);
    }
  }
  if (auto failure = wait_until_healthy(work, *plan, fresh)) {
    return failure;
  }
  std::vector<EdgeServer> servers;
  for (const Instance& instance : instances) {
    servers.push_back({.name = instance.name, .port = instance.port, .weight = 100, .is_ready = true});
  }
  if (auto started = work.room.edge.ensure(servers); !started) {
    return failure_of(Reason::kEdge, started.error());
  }
  for (const Instance& instance : instances) {
    if (auto added = work.room.edge.add(instance.name, instance.port); !added) {
      return failure_of(Reason::kEdge, added.error());
    }
  }
  return std::nullopt;
}

}  // namespace ropewalk::deploy
