// Holds a version that has traffic against the one before it, from the proxy's own counters: errors after each answer,
// slowness by the latest answers, the process itself by looking whether it is there and answers.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "deploy/machine_load.h"
#include "deploy/plan.h"
#include "deploy/room.h"
#include "deploy/sequential.h"
#include "deploy/slowness.h"

namespace ropewalk::deploy {

struct WatchSettings {
  std::int64_t candidate = 0;
  /// 0: there is none to compare with.
  std::int64_t stable = 0;
  /// Percent that the candidate has.
  int weight = 100;
  /// From when on probes fill what traffic does not say; none: never.
  std::optional<std::chrono::milliseconds> probes_after = {};
  /// Watches on after the candidate was accepted, as a bake does.
  bool goes_on = false;
  /// What the stable version did nearly always, in milliseconds, when it has no traffic to compare with now.
  double stable_p95_ms = 0;
};

class Watch {
 public:
  Watch(Room& room, const Plan& plan, WatchSettings settings);

  /// What is to be done by all that was seen so far. `kContinue` as long as nothing is certain.
  [[nodiscard]] Decision look();

 private:
  struct Side {
    BadCounts before;
    BadCounts errors;
    std::int64_t probes = 0;
    std::int64_t bad_probes = 0;
    std::vector<int> times;
  };

  void read_counters();
  void read_times();
  [[nodiscard]] SlownessResult slowness(const TestSettings& settings) const;
  [[nodiscard]] SlownessResult lasting_slowness();
  void send_probes();
  [[nodiscard]] std::optional<Decision> dead_or_hanging();
  [[nodiscard]] Decision decision(std::string rule, Verdict verdict, Reason reason, std::string text,
                                  const TestResult& test) const;
  [[nodiscard]] BadCounts errors_of(const Side& side) const;
  void start_again();

  Room& room_;
  const Plan& plan_;
  WatchSettings settings_;
  Side candidate_;
  Side stable_;
  bool has_counters_ = false;
  /// Answers that the proxy still keeps and that were taken already.
  std::set<std::int64_t> seen_;
  double stable_p95_ms_ = 0;
  std::chrono::steady_clock::time_point begin_;
  std::chrono::steady_clock::time_point next_probe_;
  int hangs_ = 0;
  int failed_health_ = 0;
  LastingSlowness lasting_;
  MachineLoad load_;
};

/// The slowest twentieth of these times; 0 when there are too few to say.
[[nodiscard]] double p95(std::vector<int> times);
/// Of the latest answers of a release.
[[nodiscard]] double p95_of(Room& room, std::int64_t release);

}  // namespace ropewalk::deploy
