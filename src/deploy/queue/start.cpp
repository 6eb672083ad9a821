#include "deploy/queue/start.h"

#include <fmt/format.h>

#include <algorithm>

#include "deploy/advance.h"
#include "deploy/queue/queue.h"

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kRecent = 50;

std::string fact_of(std::int64_t number) { return fmt::format("left.{}", number); }

}  // namespace

ApprovalRules approval_rules_of(const EnvironmentRules& wanted) {
  ApprovalRules rules;
  for (const std::string& name : wanted.reviewers) {
    if (auto identity = read_identity(name)) {
      rules.reviewers.push_back(std::move(*identity));
    }
  }
  for (const std::string& name : wanted.break_glass) {
    if (auto identity = read_identity(name)) {
      rules.break_glass.push_back(std::move(*identity));
    }
  }
  for (const std::string& text : wanted.windows) {
    if (auto window = read_weekly_window(text)) {
      rules.windows.push_back(*window);
    }
  }
  rules.required = wanted.required;
  rules.self_review = wanted.self_review;
  rules.wait = std::chrono::duration_cast<std::chrono::seconds>(wanted.wait);
  if (wanted.expires.count() > 0) {
    rules.expires = std::chrono::duration_cast<std::chrono::seconds>(wanted.expires);
  }
  return rules;
}

RulesOf kept_rules(const Store& store) {
  return [&store](const Deployment& deployment) -> std::optional<ApprovalRules> {
    const auto plan = plan_of(store, deployment.number);
    return plan ? std::optional(approval_rules_of(plan->rules)) : std::nullopt;
  };
}

Result<void> begin_waiting(Room& room, const Lease& lease, Deployment& deployment) {
  const auto serves = serving(room.store);
  if (!serves) {
    return fail(serves.error());
  }
  deployment.previous = *serves ? (*serves)->number : 0;
  deployment.release = deployment.release != 0 ? deployment.release : deployment.number;
  deployment.outcome = Outcome::kRunning;
  const auto written = room.store.append({.number = deployment.number,
                                          .time = room.machine.clock.now(),
                                          .kind = EventKind::kFound,
                                          .text = fmt::format("{} begins", name_of(deployment.kind)),
                                          .fence = lease.fence(),
                                          .data = {{"previous", deployment.previous}}},
                                         &deployment);
  return written ? Result<void>() : Result<void>(fail(written.error()));
}

Result<void> leave_waiting(Room& room, std::int64_t number) { return room.store.set_fact(fact_of(number), "yes"); }

bool is_left(const Store& store, std::int64_t number) {
  const auto fact = store.fact(fact_of(number));
  return fact && !fact->empty();
}

Result<bool> start_left(Room& room, const std::stop_token& stop) {
  const auto all = room.store.deployments(kRecent);
  if (!all) {
    return fail(all.error());
  }
  const bool has_left = std::any_of(all->begin(), all->end(), [&](const Deployment& one) {
    return one.outcome == Outcome::kWaiting && is_left(room.store, one.number);
  });
  const RulesOf rules_of = kept_rules(room.store);
  // Most looks find that people have not decided yet: those take no lease and write nothing.
  const auto has_to = has_left ? has_to_advance(room.store, rules_of, room.machine.clock.now()) : Result<bool>(false);
  if (!has_to || !*has_to) {
    return has_to;
  }
  const auto lease = try_lease(room);
  if (!lease || !*lease) {
    return lease ? Result<bool>(false) : Result<bool>(fail(lease.error()));
  }
  const auto queue = advance_queue(room.store, rules_of, room.machine.clock.now());
  if (!queue) {
    return fail(queue.error());
  }
  if (!queue->next || !is_left(room.store, *queue->next)) {
    return false;
  }
  auto deployment = room.store.deployment(*queue->next);
  if (!deployment || !*deployment) {
    return deployment ? Result<bool>(false) : Result<bool>(fail(deployment.error()));
  }
  if (auto begun = begin_waiting(room, **lease, **deployment); !begun) {
    return fail(std::move(begun.error()));
  }
  // Those that it passes over are told so now, and not when it has ended.
  if (const auto passed = advance_queue(room.store, rules_of, room.machine.clock.now()); !passed) {
    return fail(passed.error());
  }
  const auto progress = advance(room, **lease, **deployment, "", stop);
  return progress ? Result<bool>(true) : Result<bool>(fail(progress.error()));
}

}  // namespace ropewalk::deploy
