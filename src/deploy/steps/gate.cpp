// The gates in front of traffic: health, smoke requests, warm-up.
#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "base/strings.h"
#include "deploy/steps/work.h"

namespace ropewalk::deploy {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPoll{50};
constexpr milliseconds kProbeTime{2000};
constexpr milliseconds kSmokeTime{10'000};
constexpr int kWarmRequests = 5;

bool is_good(const Plan& plan, const ports::ProbeAnswer& answer) {
  if (answer.end != ports::ProbeEnd::kAnswered) {
    return false;
  }
  return plan.service.any_answer_is_healthy ? answer.status < 500 : answer.status >= 200 && answer.status < 400;
}

std::string said(const ports::ProbeAnswer& answer) {
  switch (answer.end) {
    case ports::ProbeEnd::kAnswered: return fmt::format("answered {}", answer.status);
    case ports::ProbeEnd::kRefused: return "refused connections";
    case ports::ProbeEnd::kHangs: return "accepted connections and did not answer";
    case ports::ProbeEnd::kBroken: return "closed connections without an answer";
  }
  return {};
}

std::string with_last_words(const Work& work, const Instance& instance, std::string text) {
  const std::string words = work.room.target.last_words(instance);
  return words.empty() ? text : text + "; it wrote: " + words;
}

}  // namespace

bool rest(milliseconds time, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  condition.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

std::string host_of(const Plan& plan) {
  std::string_view host = plan.rules.url;
  if (const std::size_t scheme = host.find("://"); scheme != std::string_view::npos) {
    host.remove_prefix(scheme + 3);
  }
  host = host.substr(0, host.find('/'));
  return host.empty() ? "localhost" : std::string(host);
}

std::optional<Failure> wait_until_healthy(const Work& work, const Plan& plan, const std::vector<Instance>& instances) {
  const auto& clock = work.room.machine.clock;
  const auto deadline = clock.monotonic() + std::chrono::duration_cast<milliseconds>(plan.rules.health_timeout);
  std::vector<int> in_a_row(instances.size(), 0);
  ports::ProbeAnswer last_bad;
  while (true) {
    bool all_good = true;
    for (std::size_t i = 0; i < instances.size(); ++i) {
      if (in_a_row[i] >= plan.rules.health_count) {
        continue;
      }
      if (!work.room.target.is_running(instances[i])) {
        return Failure{.reason = Reason::kExited,
                       .detail = with_last_words(work, instances[i],
                                                 fmt::format("{} ended before it was healthy", instances[i].name))};
      }
      const auto left = std::chrono::duration_cast<milliseconds>(deadline - clock.monotonic());
      const auto answer = work.room.target.probe(instances[i], {.port = instances[i].port,
                                                                .path = plan.service.health_path,
                                                                .host = host_of(plan),
                                                                .timeout = std::clamp(left, kPoll, kProbeTime)});
      in_a_row[i] = is_good(plan, answer) ? in_a_row[i] + 1 : 0;
      last_bad = in_a_row[i] == 0 ? answer : last_bad;
      all_good = all_good && in_a_row[i] >= plan.rules.health_count;
      if (in_a_row[i] < plan.rules.health_count && clock.monotonic() > deadline) {
        const bool hangs = last_bad.end == ports::ProbeEnd::kHangs;
        return Failure{.reason = hangs ? Reason::kHang : Reason::kNeverHealthy,
                       .detail = with_last_words(
                           work, instances[i],
                           fmt::format("{} did not become healthy within {:.3g} s: {} {}", instances[i].name,
                                       plan.rules.health_timeout.count(), plan.service.health_path, said(last_bad)))};
      }
    }
    if (all_good) {
      return std::nullopt;
    }
    if (!rest(kPoll, work.stop)) {
      return Failure{.reason = Reason::kInterrupted, .detail = "stopped while it waited for the version to be healthy"};
    }
  }
}

std::optional<Failure> smoke(const Work& work, const std::vector<Instance>& instances) {
  for (const std::string& path : work.plan.rules.smoke) {
    for (const Instance& instance : instances) {
      const auto answer = work.room.target.probe(
          instance, {.port = instance.port, .path = path, .host = host_of(work.plan), .timeout = kSmokeTime});
      if (answer.end != ports::ProbeEnd::kAnswered || answer.status >= 400) {
        return Failure{.reason = Reason::kSmoke, .detail = fmt::format("the smoke request {} {}", path, said(answer))};
      }
    }
  }
  return std::nullopt;
}

void warm(const Work& work, const std::vector<Instance>& instances) {
  for (const Instance& instance : instances) {
    for (int i = 0; i < kWarmRequests; ++i) {
      static_cast<void>(work.room.target.probe(instance, {.port = instance.port,
                                                          .path = work.plan.service.health_path,
                                                          .host = host_of(work.plan),
                                                          .timeout = kProbeTime}));
    }
  }
}

}  // namespace ropewalk::deploy
