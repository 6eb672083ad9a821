#include "deploy/keeper.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <thread>

#include "deploy/advance.h"
#include "deploy/kubernetes/cluster_store.h"
#include "deploy/queue/start.h"
#include "deploy/steps/work.h"
#include "deploy/watch.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::milliseconds;

/// The fact that the keeper is mending, as `settle` of app/deploy knows it.
constexpr std::string_view kMending = "mending";
constexpr milliseconds kTick{200};
constexpr milliseconds kMostBackoff{30'000};
constexpr milliseconds kLeftAlone{5'000};
/// Where things are: also where a container engine keeps its images and containers, and who it is in registries. A
/// keeper that looked elsewhere would find nothing to stop.
constexpr std::array<std::string_view, 21> kPassedOn = {"PATH",
                                                        "HOME",
                                                        "LANG",
                                                        "XDG_STATE_HOME",
                                                        "XDG_DATA_HOME",
                                                        "XDG_CONFIG_HOME",
                                                        "XDG_CACHE_HOME",
                                                        "XDG_RUNTIME_DIR",
                                                        "TMPDIR",
                                                        "HTTP_PROXY",
                                                        "HTTPS_PROXY",
                                                        "NO_PROXY",
                                                        "ROPEWALK_FAULT",
                                                        "KUBECONFIG",
                                                        "ROPEWALK_DEPLOYMENTS",
                                                        "CONTAINERS_CONF",
                                                        "CONTAINERS_STORAGE_CONF",
                                                        "REGISTRY_AUTH_FILE",
                                                        "DOCKER_HOST",
                                                        "DOCKER_CONTEXT",
                                                        "DOCKER_CONFIG"};

std::string mark(const Room& room) { return room.folder.string() + "/"; }

class Keeper {
 public:
  Keeper(Room& room, const std::stop_token& stop) : room_(room), stop_(stop) {}

  Result<void> run() {
    milliseconds pause = kTick;
    while (rest(pause, stop_)) {
      if (is_gone()) {
        return {};
      }
      const auto shut_down = room_.store.fact(kShutDown);
      if (shut_down && !shut_down->empty()) {
        return {};
      }
      const bool is_well = tick();
      pause = is_well ? kTick : std::min(pause * 2, kMostBackoff);
    }
    return {};
  }

 private:
  [[nodiscard]] bool is_gone() const {
    const auto is_missing = [&](std::string_view name) {
      return room_.machine.files.type(room_.folder / name) == ports::FileType::kMissing;
    };
    return is_missing("deployments.db") && is_missing(kClusterFile);
  }

  /// False when something could not be mended: then it is tried again, later and later.
  bool tick() {
    if (is_abandoned() && !under_lease([&](const Lease& lease) { return mend(lease); })) {
      return false;
    }
    const auto current = serving(room_.store);
    if (current && (!*current || (*current)->outcome != Outcome::kRunning)) {
      if (const auto begun = start_left(room_, stop_); !begun) {
        return false;
      }
    }
    if (!current || !*current) {
      return true;
    }
    Deployment deployment = **current;
    if (deployment.outcome == Outcome::kRunning) {
      return watch_over(deployment);
    }
    watch_.reset();
    return is_whole(deployment) || under_lease([&](const Lease& lease) { return mend(lease); });
  }

  /// Under way before its switch, or on the way back from it, and for some seconds nobody has been at work on it: no
  /// command is any more, and none has come that would take it back at once. What is held waits for people.
  [[nodiscard]] bool is_abandoned() {
    const auto under_way = active(room_.store);
    const auto held = room_.store.fact("held");
    const bool is_open =
        under_way && *under_way && !(*under_way)->live && held && *held != std::to_string((*under_way)->number);
    // Whoever looks holds the lease for a moment: once it was free it is left alone until the time is over.
    if (!is_open || (!free_since_ && !is_free(room_))) {
      free_since_.reset();
      return false;
    }
    const auto now = room_.machine.clock.monotonic();
    free_since_ = free_since_.value_or(now);
    return now - *free_since_ >= kLeftAlone;
  }

  [[nodiscard]] bool is_whole(const Deployment& deployment) {
    const std::vector<Instance> instances = room_.target.instances(deployment.release);
    return !instances.empty() && room_.edge.is_running() &&
           (room_.target.restarts_by_itself() ||
            std::all_of(instances.begin(), instances.end(),
                        [&](const Instance& one) { return room_.target.is_running(one); }));
  }

  /// A deployment that has switched and has not ended.
  bool watch_over(Deployment& deployment) {
    const auto end = bake_end(room_, deployment);
    if (!end) {
      // Its command let go of it before the bake, or was killed; while it lives it holds the lease.
      return under_lease([&](const Lease& lease) { return mend(lease); });
    }
    if (!room_.edge.is_running()) {
      return under_lease([&](const Lease& lease) { return mend(lease); });
    }
    if (!watch_ || watched_ != deployment.number) {
      begin_watch(deployment);
    }
    const Decision decision = watch_->look();
    if (decision.verdict == Verdict::kRollBack) {
      return under_lease([&](const Lease& lease) { return take_back(lease, deployment.number, decision); });
    }
    if (room_.machine.clock.now() >= *end) {
      return under_lease([&](const Lease& lease) { return finish(lease, deployment.number, decision); });
    }
    return true;
  }

  void begin_watch(const Deployment& deployment) {
    auto plan = plan_of(room_.store, deployment.number);
    if (!plan) {
      return;
    }
    plan_ = std::make_unique<Plan>(std::move(*plan));
    double stable_p95 = 0;
    const auto begun = find_step(room_.store, deployment.number, "switch", Event::Phase::kBegins);
    if (begun && *begun) {
      const json::value* const value = (*begun)->data.if_contains("stable_p95");
      stable_p95 = value != nullptr && value->is_number() ? value->to_number<double>() : 0;
    }
    std::int64_t stable = 0;
    if (const auto old = room_.store.deployment(deployment.previous); old && *old) {
      stable = (*old)->release;
    }
    watched_ = deployment.number;
    watch_ = std::make_unique<Watch>(room_, *plan_,
                                     WatchSettings{.candidate = deployment.release,
                                                   .stable = stable,
                                                   .weight = 100,
                                                   .goes_on = true,
                                                   .stable_p95_ms = stable_p95});
  }

  /// The deployment as it is now that nobody else changes it; nothing when it is not baking any more.
  std::optional<Deployment> baking_now(std::int64_t number) {
    auto deployment = room_.store.deployment(number);
    if (!deployment || !*deployment || !bake_end(room_, **deployment)) {
      return std::nullopt;
    }
    return **deployment;
  }

  bool take_back(const Lease& lease, std::int64_t number, const Decision& decision) {
    auto deployment = baking_now(number);
    if (!deployment) {
      return true;
    }
    Journal journal(room_, lease, *deployment);
    if (!journal.decided(decision)) {
      return false;
    }
    if (deployment->previous == 0) {
      return start_first_again(lease, *deployment, decision);
    }
    return undo(room_, lease, *deployment, decision.reason, decision.text).has_value();
  }

  /// There is nothing to go back to: what died is started again, and what is bad is told.
  bool start_first_again(const Lease& lease, Deployment& deployment, const Decision& decision) {
    if (decision.reason == Reason::kExited && restarts_++ < kMostRestarts) {
      watch_.reset();
      return reconcile(room_, lease, stop_).has_value();
    }
    return undo(room_, lease, deployment, decision.reason, decision.text).has_value();
  }

  bool finish(const Lease& lease, std::int64_t number, const Decision& decision) {
    auto deployment = baking_now(number);
    if (!deployment) {
      return true;
    }
    Journal journal(room_, lease, *deployment);
    count_requests(room_, *deployment);
    Decision last = decision;
    last.rule = "bake";
    last.verdict = Verdict::kPromote;
    last.text = fmt::format("served {} requests well", deployment->requests);
    journal.acted("bake");
    if (!journal.decided(last) || !journal.done("bake")) {
      return false;
    }
    return advance(room_, lease, *deployment, "", stop_).has_value();
  }

  /// Commands that come meanwhile wait for it: they are to find what was chosen.
  bool mend(const Lease& lease) {
    static_cast<void>(room_.store.set_fact(kMending, "yes"));
    const bool is_well = reconcile(room_, lease, stop_).has_value();
    static_cast<void>(room_.store.set_fact(kMending, ""));
    return is_well;
  }

  template <class Act>
  bool under_lease(const Act& act) {
    const auto lease = try_lease(room_);
    if (!lease) {
      return false;
    }
    if (!*lease) {
      return true;  // whoever holds it is at work here
    }
    return act(**lease);
  }

  static constexpr int kMostRestarts = 3;

  Room& room_;
  std::stop_token stop_;
  std::unique_ptr<Plan> plan_;
  std::unique_ptr<Watch> watch_;
  std::int64_t watched_ = 0;
  int restarts_ = 0;
  /// Since when nobody has been at work on what is under way.
  std::optional<std::chrono::steady_clock::time_point> free_since_;
};

}  // namespace

bool has_keeper(Room& room) {
  const auto lock = room.machine.files.try_lock(room.folder / "keeper.lock", ports::MissingFile::kMake);
  return lock && !*lock;
}

Result<void> ensure_keeper(Room& room) {
  if (has_keeper(room)) {
    return {};
  }
  ports::EnvironmentList environment = {{std::string(kKeeperMark), mark(room)}};
  for (const std::string_view name : kPassedOn) {
    if (auto value = room.machine.environment.variable(name)) {
      environment.emplace_back(name, std::move(*value));
    }
  }
  const auto started = room.machine.services.start(
      {.arguments = {room.machine.services.own_program().string(), std::string(kKeepCommand), room.folder.string()},
       .working_directory = "/",
       .environment = std::move(environment),
       .log = room.folder / "keeper.log"});
  return started ? Result<void>() : Result<void>(fail(started.error()));
}

void end_keeper(Room& room) {
  for (const ports::ServiceId& id : room.machine.services.find_marked(kKeeperMark, mark(room))) {
    room.machine.services.signal(id, ports::ServiceSignal::kKill);
    while (room.machine.services.is_running(id)) {
      std::this_thread::sleep_for(milliseconds(5));
    }
  }
}

Result<void> keep(Room& room, const std::stop_token& stop) {
  // Whoever looks whether there is a keeper holds its lock for a moment.
  constexpr int kTries = 20;
  for (int i = 0; i < kTries; ++i) {
    const auto lock = room.machine.files.try_lock(room.folder / "keeper.lock", ports::MissingFile::kMake);
    if (!lock) {
      return fail(lock.error());
    }
    if (*lock) {
      return Keeper(room, stop).run();
    }
    rest(milliseconds(50), stop);
  }
  return {};  // another one is there
}

}  // namespace ropewalk::deploy
