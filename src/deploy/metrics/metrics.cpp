#include "deploy/metrics/metrics.h"

#include <algorithm>
#include <map>

namespace ropewalk::deploy {
namespace {

const std::vector<double> kSeconds{0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600};
const std::vector<double> kWaitSeconds{60, 300, 900, 3600, 14400, 86400, 604800};

double seconds_between(Time from, Time to) { return std::chrono::duration<double>(to - from).count(); }

Labels place_of(const Deployment& one) { return {{"service", one.service}, {"environment", one.environment}}; }

Labels with(Labels labels, std::string name, std::string value) {
  labels.emplace_back(std::move(name), std::move(value));
  return labels;
}

bool is_over(Outcome outcome) { return outcome != Outcome::kWaiting && outcome != Outcome::kRunning; }

void add_deployment(const Deployment& one, Exposition& to) {
  const Labels place = place_of(one);
  if (is_over(one.outcome)) {
    to.add("deploy_total", MetricType::kCounter, "Deployments that have ended, by how.",
           with(with(place, "strategy", one.strategy), "result", std::string(name_of(one.outcome))), 1);
  }
  if (one.outcome == Outcome::kRolledBack || (one.kind == Kind::kRollback && one.outcome == Outcome::kSucceeded)) {
    const Reason reason = one.kind == Kind::kRollback ? Reason::kByHand : one.reason;
    to.add("deploy_rollback_total", MetricType::kCounter, "Versions that were taken back, by what for.",
           with(place, "trigger", std::string(name_of(reason))), 1);
  }
  to.add("deploy_requests_total", MetricType::kCounter, "Requests that deployed versions have answered.", place,
         static_cast<double>(one.requests));
  to.add("deploy_requests_cut_total", MetricType::kCounter, "Requests that were not answered whole.", place,
         static_cast<double>(one.cut));
  if (one.ended && is_over(one.outcome) && one.live) {
    to.observe("deploy_seconds", "From the request of a deployment to its end.", kSeconds,
               with(place, "result", std::string(name_of(one.outcome))), seconds_between(one.started, *one.ended));
  }
}

/// Times between the beginning and the end of steps, and between asking and the first step.
void add_journal(const std::map<std::int64_t, const Deployment*>& deployments, const std::vector<Event>& journal,
                 Exposition& to) {
  std::map<std::pair<std::int64_t, std::string>, Time> begun;
  std::map<std::int64_t, Time> first_step;
  std::map<std::int64_t, bool> has_waited;
  for (const Event& event : journal) {
    const auto deployment = deployments.find(event.number);
    if (deployment == deployments.end()) {
      continue;
    }
    const Deployment& one = *deployment->second;
    has_waited[event.number] = has_waited[event.number] || is_wait_for_approval(event);
    if (event.kind == EventKind::kStep && first_step.emplace(event.number, event.time).second &&
        has_waited[event.number]) {
      to.observe("deploy_approval_wait_seconds",
                 "From the request of a deployment to its first step, where it waited for approval.", kWaitSeconds,
                 place_of(one), seconds_between(one.started, event.time));
    }
    const auto key = std::pair(event.number, event.step);
    if (event.kind != EventKind::kStep) {
      continue;
    }
    if (event.phase == Event::Phase::kBegins) {
      begun[key] = event.time;
    } else if (const auto start = begun.find(key); start != begun.end()) {
      to.observe("deploy_duration_seconds", "Times of the steps of deployments.", kSeconds,
                 with(place_of(one), "phase", event.step), seconds_between(start->second, event.time));
      begun.erase(start);
    }
  }
}

}  // namespace

void add_metrics(const std::vector<Deployment>& history, const std::vector<Event>& journal,
                 const std::optional<Deployment>& serves, Time now, Exposition& exposition) {
  std::map<std::int64_t, const Deployment*> deployments;
  std::size_t waiting = 0;
  const Deployment* newest = nullptr;
  for (const Deployment& one : history) {
    deployments[one.number] = &one;
    waiting += one.outcome == Outcome::kWaiting ? 1U : 0U;
    newest = newest == nullptr || newest->number < one.number ? &one : newest;
    add_deployment(one, exposition);
  }
  add_journal(deployments, journal, exposition);
  if (newest == nullptr) {
    return;
  }
  exposition.add("deploy_waiting", MetricType::kGauge, "Deployments that wait for approval, a timer or their turn.",
                 place_of(*newest), static_cast<double>(waiting));
  exposition.add("deploy_last_success", MetricType::kGauge, "1 when the newest deployment that has ended succeeded.",
                 place_of(*newest), [&] {
                   const Deployment* last = nullptr;
                   for (const Deployment& one : history) {
                     last = is_over(one.outcome) && (last == nullptr || last->number < one.number) ? &one : last;
                   }
                   return last == nullptr || last->outcome == Outcome::kSucceeded ? 1.0 : 0.0;
                 }());
  if (serves && serves->live) {
    exposition.add("deploy_info", MetricType::kGauge, "What serves now.",
                   with(with(place_of(*serves), "version", serves->version), "digest", serves->digest), 1);
    exposition.add("deploy_age_seconds", MetricType::kGauge, "How long it has served.", place_of(*serves),
                   std::max(0.0, seconds_between(*serves->live, now)));
  }
}

}  // namespace ropewalk::deploy
