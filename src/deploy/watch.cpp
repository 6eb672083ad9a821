#include "deploy/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "deploy/steps/work.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t kMostTimes = 4000;
constexpr milliseconds kHealthEvery{500};
constexpr milliseconds kLatencyPatience{15'000};
constexpr milliseconds kProbeTime{1000};
/// How long a machine with much to do may be slow.
constexpr milliseconds kSlowMoment{4000};
constexpr int kMostHangs = 2;
constexpr int kMostFailedHealth = 3;
/// Both versions fail with more than this share: it is neither's fault.
constexpr double kCommonTrouble = 0.05;
constexpr std::int64_t kLeastCommon = 10;
constexpr double kBakeFalseAlarm = 1e-5;

std::string percent(const BadCounts& counts) { return fmt::format("{} of {}", counts.bad, counts.all); }

}  // namespace

double p95(std::vector<int> times) {
  constexpr int kSlowEnd = 95;
  return quantile_of(std::move(times), kSlowEnd);
}

double p95_of(Room& room, std::int64_t release) {
  std::vector<int> times;
  const auto answers = room.edge.answers();
  for (const EdgeAnswer& answer : answers ? *answers : std::vector<EdgeAnswer>()) {
    if (EdgeServer{.name = answer.server}.number() == release && answer.milliseconds >= 0) {
      times.push_back(answer.milliseconds);
    }
  }
  return p95(std::move(times));
}

Watch::Watch(Room& room, const Plan& plan, WatchSettings settings)
    : room_(room),
      plan_(plan),
      settings_(settings),
      stable_p95_ms_(settings.stable_p95_ms),
      begin_(room.machine.clock.monotonic()),
      next_probe_(begin_) {
  const auto answers = room_.edge.answers();
  for (const EdgeAnswer& answer : answers ? *answers : std::vector<EdgeAnswer>()) {
    seen_.insert(answer.sequence);
  }
  read_counters();
}

void Watch::read_counters() {
  const auto servers = room_.edge.servers();
  if (!servers) {
    return;
  }
  BadCounts candidate;
  BadCounts stable;
  for (const EdgeServer& server : *servers) {
    BadCounts* const side = server.number() == settings_.candidate ? &candidate
                            : server.number() == settings_.stable  ? &stable
                                                                   : nullptr;
    if (side != nullptr) {
      side->all += std::max(server.answered, server.errors);
      side->bad += server.errors;
    }
  }
  if (!has_counters_) {
    candidate_.before = candidate;
    // Of a version that has no traffic any more, what it did before is what there is.
    stable_.before = settings_.weight == 100 ? BadCounts() : stable;
    has_counters_ = true;
  }
  candidate_.errors = {candidate.all - candidate_.before.all, candidate.bad - candidate_.before.bad};
  stable_.errors = {stable.all - stable_.before.all, stable.bad - stable_.before.bad};
}

void Watch::read_times() {
  const auto answers = room_.edge.answers();
  if (!answers) {
    return;
  }
  // Answers are numbered as they were asked for, and a slow one comes after quick ones with higher numbers.
  std::set<std::int64_t> kept;
  for (const EdgeAnswer& answer : *answers) {
    kept.insert(answer.sequence);
    if (seen_.contains(answer.sequence) || answer.milliseconds < 0) {
      continue;
    }
    const std::int64_t number = EdgeServer{.name = answer.server}.number();
    Side* const side = number == settings_.candidate ? &candidate_ : number == settings_.stable ? &stable_ : nullptr;
    const std::size_t begin = side == &candidate_ ? lasting_.window_begin() : 0;
    if (side != nullptr && side->times.size() < begin + kMostTimes) {
      side->times.push_back(answer.milliseconds);
    }
  }
  seen_ = std::move(kept);
}

/// Beside a version with traffic of the same minutes by all of its answers; in a bake by what the old version did
/// before.
SlownessResult Watch::slowness(const TestSettings& settings) const {
  const auto begin = candidate_.times.begin() + static_cast<std::ptrdiff_t>(lasting_.window_begin());
  const std::vector<int> window(begin, candidate_.times.end());
  SlownessResult result{.quantile_ms = stable_p95_ms_};
  if (settings_.weight < 100) {
    if (!window.empty() && p95(stable_.times) > 0) {
      return compare_times(window, stable_.times, settings);
    }
  }
  if (settings_.weight < 100 || stable_p95_ms_ <= 0 || window.empty()) {
    // Without answers there is no slowness, errors and probes decide; what was slow before has to be told by others.
    result.verdict = lasting_.is_suspected() ? TestVerdict::kUndecided : TestVerdict::kAccepted;
    return result;
  }
  result.limit_ms = std::max(stable_p95_ms_ * kSlowFactor, stable_p95_ms_ + kLeastSlowMs);
  result.candidate = {static_cast<std::int64_t>(window.size()),
                      std::count_if(window.begin(), window.end(), [&](int time) { return time > result.limit_ms; })};
  result.test = compare(result.candidate, {}, settings);
  result.verdict = result.test.verdict;
  return result;
}

SlownessResult Watch::lasting_slowness() {
  TestSettings settings = kLatencyTest;
  if (settings_.goes_on) {
    settings.false_alarm = kBakeFalseAlarm;
  }
  SlownessResult result = slowness(settings);
  // Beside a version that answers at the same time slowness is the new one's, unless both have to wait for processors.
  load_.look(room_.machine.files);
  const bool has_to_last = settings_.weight == 100 || load_.is_overloaded();
  result.verdict = lasting_.settle(result.verdict, candidate_.times.size(), room_.machine.clock.monotonic(),
                                   has_to_last ? kSlowMoment : milliseconds(0));
  return result;
}

/// As many to either version, whatever their numbers of instances: a share of the pods may be one of them.
void Watch::send_probes() {
  constexpr std::size_t kEach = 15;
  const auto send = [&](std::int64_t number, Side& side) {
    const std::vector<Instance> instances = room_.target.instances(number);
    for (std::size_t i = 0; !instances.empty() && i < std::max(kEach, instances.size()); ++i) {
      const Instance& instance = instances[i % instances.size()];
      const auto answer = room_.target.probe(
          instance,
          {.port = instance.port, .path = plan_.service.health_path, .host = host_of(plan_), .timeout = kProbeTime});
      ++side.probes;
      const bool is_good = answer.end == ports::ProbeEnd::kAnswered && answer.status < 500;
      side.bad_probes += is_good ? 0 : 1;
    }
  };
  send(settings_.candidate, candidate_);
  if (settings_.stable != 0) {
    send(settings_.stable, stable_);
  }
}

/// Probes ask for the health path alone, so they say nothing against an answer that somebody got: once the new version
/// has answered with an error, only what people asked for counts.
BadCounts Watch::errors_of(const Side& side) const {
  if (candidate_.errors.bad > 0) {
    return side.errors;
  }
  return {side.errors.all + side.probes, side.errors.bad + side.bad_probes};
}

std::optional<Decision> Watch::dead_or_hanging() {
  const std::vector<Instance> instances = room_.target.instances(settings_.candidate);
  for (const Instance& instance : instances) {
    if (!room_.target.is_running(instance)) {
      const std::string words = room_.target.last_words(instance);
      return decision("process", Verdict::kRollBack, Reason::kExited,
                      fmt::format("{} ended{}", instance.name, words.empty() ? "" : "; it wrote: " + words), {});
    }
  }
  const auto now = room_.machine.clock.monotonic();
  if (now < next_probe_) {
    return std::nullopt;
  }
  next_probe_ = now + kHealthEvery;
  for (const Instance& instance : instances) {
    const auto answer = room_.target.probe(
        instance,
        {.port = instance.port, .path = plan_.service.health_path, .host = host_of(plan_), .timeout = kProbeTime});
    const bool hangs = answer.end == ports::ProbeEnd::kHangs;
    const bool fails = answer.end != ports::ProbeEnd::kAnswered || answer.status >= 500;
    hangs_ = hangs ? hangs_ + 1 : 0;
    failed_health_ = fails && !hangs ? failed_health_ + 1 : 0;
    if (hangs_ >= kMostHangs) {
      return decision("health", Verdict::kRollBack, Reason::kHang,
                      fmt::format("{} accepts connections and does not answer", instance.name), {});
    }
    if (failed_health_ >= kMostFailedHealth) {
      return decision("health", Verdict::kRollBack, Reason::kErrors,
                      fmt::format("{} is not healthy any more", instance.name), {});
    }
  }
  return std::nullopt;
}

Decision Watch::decision(std::string rule, Verdict verdict, Reason reason, std::string text,
                         const TestResult& test) const {
  const auto counts = [&](const Side& side) {
    return Counts{.requests = side.errors.all + side.probes,
                  .errors = side.errors.bad + side.bad_probes,
                  .probes = side.probes,
                  .p95_ms = p95(side.times)};
  };
  Decision made{.rule = std::move(rule),
                .verdict = verdict,
                .reason = reason,
                .text = std::move(text),
                .weight = settings_.weight,
                .candidate = counts(candidate_),
                .stable = counts(stable_),
                .statistic = test.statistic,
                .lower = test.lower,
                .upper = test.upper};
  if (made.stable.p95_ms == 0) {
    made.stable.p95_ms = stable_p95_ms_;
  }
  return made;
}

void Watch::start_again() {
  candidate_ = {};
  lasting_.start_again();
  stable_.times.clear();
  const BadCounts stable = stable_.before;
  has_counters_ = false;
  read_counters();
  if (settings_.weight == 100) {
    stable_.before = stable;
  }
}

Decision Watch::look() {
  if (auto dead = dead_or_hanging()) {
    return *dead;
  }
  read_counters();
  read_times();
  const auto waited = room_.machine.clock.monotonic() - begin_;
  if (settings_.probes_after && waited >= *settings_.probes_after) {
    send_probes();
  }
  TestSettings error_test = kErrorTest;
  if (settings_.goes_on) {
    error_test.false_alarm = kBakeFalseAlarm;
  }
  const BadCounts candidate = errors_of(candidate_);
  const BadCounts stable = errors_of(stable_);
  const TestResult errors = compare(candidate, stable, error_test);
  const bool both_fail = settings_.weight < 100 && stable.bad >= kLeastCommon &&
                         static_cast<double>(stable.bad) > kCommonTrouble * static_cast<double>(stable.all) &&
                         candidate.bad > 0;
  if (both_fail) {
    return decision("errors", Verdict::kHold, Reason::kDependency,
                    fmt::format("both versions fail: {} answers of the new one were errors, {} of the old one",
                                percent(candidate), percent(stable)),
                    errors);
  }
  if (errors.verdict == TestVerdict::kRefused) {
    return decision("errors", Verdict::kRollBack, Reason::kErrors,
                    fmt::format("{} answers of the new version were errors, {} of the old one", percent(candidate),
                                percent(stable)),
                    errors);
  }
  const SlownessResult slow = lasting_slowness();
  if (slow.verdict == TestVerdict::kRefused) {
    return decision("latency", Verdict::kRollBack, Reason::kLatency,
                    fmt::format("{} answers of the new version took longer than {:.0f} ms; {} % of the old one's take "
                                "{:.0f} ms or less",
                                percent(slow.candidate), slow.limit_ms, slow.quantile, slow.quantile_ms),
                    slow.test);
  }
  // Few answers say little of slowness for a long time: then nothing is held against a version that nothing hints at.
  const bool is_quick_enough =
      slow.verdict == TestVerdict::kAccepted || (waited >= kLatencyPatience && !lasting_.is_suspected());
  if (errors.verdict == TestVerdict::kAccepted && is_quick_enough) {
    if (settings_.goes_on) {
      start_again();
      return decision("errors", Verdict::kContinue, Reason::kNone, "", errors);
    }
    const bool by_probes = candidate_.probes > candidate_.errors.all;
    return decision("errors", Verdict::kPromote, Reason::kNone,
                    fmt::format("{}: {} answers of the new version were errors, {} of the old one",
                                by_probes ? "promoted by probes" : "as good as the old version", percent(candidate),
                                percent(stable)),
                    errors);
  }
  return decision("errors", Verdict::kContinue, Reason::kNone, "", errors);
}

}  // namespace ropewalk::deploy
