// What each step does. All of them look at what is there before they act, so that one which was cut off is simply done
// again.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "deploy/edge_place.h"
#include "deploy/keeper.h"
#include "deploy/steps/work.h"
#include "deploy/watch.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLook{100};
constexpr std::size_t kRecent = 100;
/// From when on probes fill up what traffic does not say.
constexpr milliseconds kQuiet{5000};
/// When a canary that nothing could be decided on is held.
constexpr milliseconds kLongest{120'000};

std::optional<Failure> check(Reason reason, const Result<void>& result) {
  return result ? std::nullopt : std::optional(failure_of(reason, result.error()));
}

std::optional<Failure> start_edge(const Work& work) {
  // A rollback is asked for the version: it takes the proxy as it is.
  const bool goes_back = work.deployment().kind == Kind::kRollback;
  if (auto failure = goes_back ? std::nullopt : check(Reason::kEdge, check_place(work.room.edge, work.plan.rules))) {
    return failure;
  }
  std::vector<EdgeServer> servers;
  if (work.old) {
    for (const Instance& instance : work.room.target.instances(work.old->release)) {
      servers.push_back({.name = instance.name, .port = instance.port, .weight = 100, .is_ready = true});
    }
  }
  const auto started = work.room.edge.ensure(servers);
  if (!started) {
    return failure_of(Reason::kEdge, started.error());
  }
  if (*started) {
    static_cast<void>(work.journal.found("started " + work.room.edge.description()));
  }
  return std::nullopt;
}

/// Never good without having been looked at.
std::optional<Failure> verify(const Work& work) {
  if (work.room.verifier == nullptr) {
    return Failure{.reason = Reason::kVerification, .detail = "nothing here can verify an image"};
  }
  const auto verified = work.room.verifier->verify(work.plan, work.stop);
  if (!verified) {
    return failure_of(Reason::kVerification, verified.error());
  }
  if (!verified->holds) {
    return Failure{.reason = Reason::kVerification,
                   .detail = fmt::format("{} is not what {} asks: {}", verified->reference, work.plan.rules.verify.file,
                                         fmt::join(verified->failures, "; "))};
  }
  return check(Reason::kInternal,
               work.journal.found(fmt::format("{} is what {} asks", verified->reference, work.plan.rules.verify.file)));
}

std::optional<Failure> migrate(const Work& work) {
  if (work.plan.service.migration.empty()) {
    return std::nullopt;
  }
  const std::string fact = "migrated." + work.plan.digest;
  const auto before = work.room.store.fact(fact);
  if (before && !before->empty()) {
    return std::nullopt;
  }
  if (auto failure = check(Reason::kMigration, work.room.target.migrate(work.plan, work.stop))) {
    return failure;
  }
  return check(Reason::kInternal, work.room.store.set_fact(fact, std::to_string(work.deployment().number)));
}

std::optional<Failure> start(const Work& work, int from, int to) {
  for (int replica = from; replica <= to; ++replica) {
    const auto started = work.room.target.start(work.plan, work.deployment().release, replica);
    if (!started) {
      return failure_of(Reason::kHost, started.error());
    }
  }
  return std::nullopt;
}

std::vector<Instance> own_instances(const Work& work, int replica = 0) {
  std::vector<Instance> all = work.room.target.instances(work.deployment().release);
  if (replica != 0) {
    std::erase_if(all, [&](const Instance& one) { return one.replica != replica; });
  }
  return all;
}

std::optional<Failure> admit(const Work& work, int replica = 0) {
  for (const Instance& instance : own_instances(work, replica)) {
    if (auto failure = check(Reason::kEdge, work.room.edge.add(instance.name, instance.port))) {
      return failure;
    }
  }
  return std::nullopt;
}

/// Weights are whole numbers for each server: so that versions of different counts of servers get their share, each
/// gets its part of the version's.
std::optional<Failure> share(const Work& work, int percent) {
  if (!work.old) {
    return std::nullopt;  // nothing to share with
  }
  const auto servers = work.room.edge.servers();
  if (!servers) {
    return failure_of(Reason::kEdge, servers.error());
  }
  std::vector<EdgeChange> own = all_of(*servers, work.deployment().release, true, 0);
  std::vector<EdgeChange> old = all_of(*servers, work.old->release, true, 0);
  if (own.empty() || old.empty()) {
    return Failure{.reason = Reason::kEdge, .detail = "one of the versions is not known to the proxy"};
  }
  constexpr int kWhole = 200;
  for (EdgeChange& one : own) {
    one.weight = std::max(1, kWhole * percent / 100 / static_cast<int>(own.size()));
  }
  for (EdgeChange& one : old) {
    one.weight = std::max(1, kWhole * (100 - percent) / 100 / static_cast<int>(old.size()));
  }
  own.insert(own.end(), old.begin(), old.end());
  return check(Reason::kEdge, work.room.edge.change(own));
}

std::optional<Failure> watch(const Work& work, int percent) {
  if (!work.old) {
    return std::nullopt;
  }
  Watch watching(
      work.room, work.plan,
      {.candidate = work.deployment().release, .stable = work.old->release, .weight = percent, .probes_after = kQuiet});
  const auto& steps = work.plan.rules.steps;
  const auto step =
      std::find_if(steps.begin(), steps.end(), [&](const CanaryStep& one) { return one.weight == percent; });
  const auto& clock = work.room.machine.clock;
  const auto begin = clock.monotonic();
  const auto earliest =
      begin + std::chrono::duration_cast<milliseconds>(step == steps.end() ? Seconds(0) : step->pause);
  std::optional<Decision> accepted;
  while (true) {
    if (!work.room.edge.is_running()) {
      return Failure{.reason = Reason::kEdge, .detail = "the proxy ended while both versions had traffic"};
    }
    Decision decision = watching.look();
    // A proxy that ends takes its counts along.
    count_requests(work.room, work.deployment());
    if (decision.verdict == Verdict::kPromote) {
      accepted = decision;
    }
    if (decision.verdict == Verdict::kContinue && clock.monotonic() > std::max(begin, earliest) + kLongest &&
        !accepted) {
      decision.verdict = Verdict::kHold;
      decision.reason = Reason::kLowTraffic;
      decision.text = "nothing could be decided in two minutes";
    }
    if (decision.verdict == Verdict::kRollBack || decision.verdict == Verdict::kHold) {
      static_cast<void>(work.journal.decided(decision));
      return Failure{.reason = decision.reason, .detail = decision.text, .holds = decision.verdict == Verdict::kHold};
    }
    if (accepted && clock.monotonic() >= earliest) {
      return check(Reason::kInternal, work.journal.decided(*accepted));
    }
    if (!rest(kLook, work.stop)) {
      return Failure{.reason = Reason::kInterrupted, .detail = "stopped while both versions had traffic"};
    }
  }
}

std::optional<Failure> turn(const Work& work, int replica) {
  if (auto failure = admit(work, replica)) {
    return failure;
  }
  std::vector<EdgeChange> changes = {
      {.name = server_name(work.deployment().release, replica), .is_ready = true, .weight = 100}};
  const auto servers = work.room.edge.servers();
  if (!servers) {
    return failure_of(Reason::kEdge, servers.error());
  }
  const std::string old = work.old ? server_name(work.old->release, replica) : "";
  if (std::any_of(servers->begin(), servers->end(), [&](const EdgeServer& one) { return one.name == old; })) {
    changes.push_back({.name = old, .is_ready = false});
  }
  return check(Reason::kEdge, work.room.edge.change(changes));
}

std::optional<Failure> retire_one(const Work& work, int replica) {
  if (!work.old) {
    return std::nullopt;
  }
  const std::string name = server_name(work.old->release, replica);
  // The proxy keeps it, without traffic, for its counts: `stop-old` takes it out.
  wait_until_drained(work, work.deployment().release, name);
  constexpr milliseconds kPatience{10'000};
  for (const Instance& instance : work.room.target.instances(work.old->release)) {
    if (instance.name == name) {
      work.room.target.stop_one(instance, kPatience);
    }
  }
  return std::nullopt;
}

std::optional<Failure> end_old(const Work& work) {
  if (!work.old) {
    return std::nullopt;
  }
  const auto servers = work.room.edge.servers();
  if (!servers) {
    return failure_of(Reason::kEdge, servers.error());
  }
  if (const auto changes = all_of(*servers, work.old->release, false, 0); !changes.empty()) {
    if (auto failure = check(Reason::kEdge, work.room.edge.change(changes))) {
      return failure;
    }
  }
  wait_until_drained(work, work.deployment().release);
  return check(Reason::kEdge, retire(work, work.old->release));
}

std::optional<Failure> stop_others(const Work& work) {
  std::vector<std::int64_t> others = work.room.target.numbers();
  const auto servers = work.room.edge.servers();
  for (const EdgeServer& server : servers ? *servers : std::vector<EdgeServer>()) {
    others.push_back(server.number());
  }
  std::sort(others.begin(), others.end());
  others.erase(std::unique(others.begin(), others.end()), others.end());
  for (const std::int64_t number : others) {
    if (number != work.deployment().release && number != 0) {
      if (auto failure = check(Reason::kEdge, retire(work, number))) {
        return failure;
      }
    }
  }
  return std::nullopt;
}

/// What was on trial when this one went back ends as rolled back: its traffic is gone already.
std::optional<Failure> end_trial(const Work& work) {
  const auto all = work.room.store.deployments(kRecent);
  if (!all) {
    return failure_of(Reason::kInternal, all.error());
  }
  for (const Deployment& one : *all) {
    if (one.number >= work.deployment().number || one.outcome != Outcome::kRunning) {
      continue;
    }
    Deployment trial = one;
    trial.outcome = Outcome::kRolledBack;
    trial.reason = Reason::kByHand;
    trial.detail = fmt::format("rolled back by {}", work.deployment().by);
    trial.ended = work.room.machine.clock.now();
    count_requests(work.room, trial);
    const auto written = work.room.store.append({.number = trial.number,
                                                 .time = *trial.ended,
                                                 .kind = EventKind::kEnded,
                                                 .text = trial.detail,
                                                 .outcome = trial.outcome,
                                                 .reason = trial.reason},
                                                &trial);
    if (!written) {
      return failure_of(Reason::kInternal, written.error());
    }
  }
  return std::nullopt;
}

std::optional<Failure> record(const Work& work) {
  Deployment& deployment = work.deployment();
  count_requests(work.room, deployment);
  deployment.outcome = Outcome::kSucceeded;
  return check(Reason::kInternal, work.journal.ended(fmt::format("{} serves", deployment.version)));
}

/// `share-10` is share and 10.
std::pair<std::string_view, int> parts_of(std::string_view step) {
  const std::size_t dash = step.rfind('-');
  int number = 0;
  if (dash != std::string_view::npos) {
    const auto [end, error] = std::from_chars(step.data() + dash + 1, step.data() + step.size(), number);
    if (error == std::errc() && end == step.data() + step.size()) {
      return {step.substr(0, dash), number};
    }
  }
  return {step, 0};
}

std::optional<Failure> carry_out_numbered(const Work& work, std::string_view name, int number) {
  if (name == "share") {
    return share(work, number);
  }
  if (name == "watch") {
    return watch(work, number);
  }
  if (name == "start") {
    return start(work, number, number);
  }
  if (name == "health") {
    return wait_until_healthy(work, work.plan, own_instances(work, number));
  }
  if (name == "smoke") {
    return smoke(work, own_instances(work, number));
  }
  if (name == "warm") {
    warm(work, own_instances(work, number));
    return std::nullopt;
  }
  if (name == "turn") {
    return turn(work, number);
  }
  return retire_one(work, number);
}

}  // namespace

std::optional<Failure> carry_out(const Work& work, const std::string& step) {
  Room& room = work.room;
  const auto [name, number] = parts_of(step);
  if (number != 0) {
    return carry_out_numbered(work, name, number);
  }
  if (step == "verify") {
    return verify(work);
  }
  if (step == "fetch") {
    return check(Reason::kBuild, room.target.fetch(work.plan, work.stop));
  }
  if (step == "build") {
    return check(Reason::kBuild, room.target.build(work.plan, work.stop));
  }
  if (step == "edge") {
    return start_edge(work);
  }
  if (step == "migrate") {
    return migrate(work);
  }
  if (step == "start") {
    return start(work, 1, work.plan.service.replicas);
  }
  if (step == "health") {
    return wait_until_healthy(work, work.plan, own_instances(work));
  }
  if (step == "smoke") {
    return smoke(work, own_instances(work));
  }
  if (step == "warm") {
    warm(work, own_instances(work));
    return std::nullopt;
  }
  if (step == "admit") {
    return admit(work);
  }
  if (step == "end-old") {
    return end_old(work);
  }
  if (step == "switch") {
    return check(Reason::kEdge, give_all_to(room, work.deployment().release));
  }
  if (step == "end-trial") {
    return end_trial(work);
  }
  if (step == "drain") {
    wait_until_drained(work, work.deployment().release);
    return std::nullopt;
  }
  if (step == "keep") {
    return check(Reason::kHost, ensure_keeper(room));
  }
  if (step == "stop-old") {
    return stop_others(work);
  }
  if (step == "record") {
    return record(work);
  }
  return Failure{.reason = Reason::kInternal, .detail = fmt::format("no step '{}'", step)};
}

}  // namespace ropewalk::deploy
