#include "deploy/room.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace ropewalk::deploy {
namespace {

constexpr std::size_t kAll = 1'000'000;
constexpr std::size_t kRecent = 200;
/// The fact that names the newest deployment that was there when the environment was shut down last.
constexpr std::string_view kEnded = "ended";

template <class Match>
Result<std::optional<Deployment>> newest(const Store& store, const Match& matches) {
  // Nearly always among the newest; a long row of failures may lie on top.
  for (const std::size_t limit : {kRecent, kAll}) {
    auto all = store.deployments(limit);
    if (!all) {
      return fail(std::move(all.error()));
    }
    const auto found = std::find_if(all->begin(), all->end(), matches);
    if (found != all->end()) {
      return std::optional<Deployment>(*found);
    }
    if (all->size() < limit) {
      break;
    }
  }
  return std::optional<Deployment>();
}

/// 0 where it was never shut down.
Result<std::int64_t> last_ended(const Store& store) {
  const auto fact = store.fact(kEnded);
  if (!fact) {
    return fail(fact.error());
  }
  std::int64_t number = 0;
  std::from_chars(fact->data(), fact->data() + fact->size(), number);
  return number;
}

bool has_served(const Deployment& one) { return one.live && one.outcome == Outcome::kSucceeded; }

/// Digests that somebody went back from and that nobody has chosen again since: good once, but hardly what the next
/// rollback is to bring back. `all` is newest first.
std::set<std::string> left_by_rollbacks(const std::vector<Deployment>& all) {
  std::set<std::string> left;
  std::set<std::string> chosen;
  for (const Deployment& one : all) {
    if (!has_served(one)) {
      continue;
    }
    chosen.insert(one.digest);
    if (one.kind != Kind::kRollback) {
      continue;
    }
    const auto from =
        std::find_if(all.begin(), all.end(), [&](const Deployment& other) { return other.number == one.previous; });
    if (from != all.end() && !chosen.contains(from->digest)) {
      left.insert(from->digest);
    }
  }
  return left;
}

}  // namespace

Result<bool> is_shut_down(const Store& store) {
  const auto fact = store.fact(kShutDown);
  return fact ? Result<bool>(!fact->empty()) : Result<bool>(fail(fact.error()));
}

Result<void> end_serving(Store& store) {
  const auto newest = store.deployments(1);
  if (!newest) {
    return fail(newest.error());
  }
  return newest->empty() ? Result<void>() : store.set_fact(kEnded, std::to_string(newest->front().number));
}

Result<std::optional<Deployment>> chosen(const Store& store) {
  const auto ended = last_ended(store);
  if (!ended) {
    return fail(ended.error());
  }
  return newest(store, [&](const Deployment& one) {
    return one.number > *ended && one.live && (one.outcome == Outcome::kRunning || one.outcome == Outcome::kSucceeded);
  });
}

Result<std::optional<Deployment>> serving(const Store& store) {
  const auto is_down = is_shut_down(store);
  if (!is_down) {
    return fail(is_down.error());
  }
  return *is_down ? std::optional<Deployment>() : chosen(store);
}

Result<std::optional<Deployment>> serving_before(const Store& store, std::int64_t number) {
  const auto ended = last_ended(store);
  if (!ended) {
    return fail(ended.error());
  }
  return newest(store, [&](const Deployment& one) {
    return one.number > *ended && one.number < number && one.live && one.outcome == Outcome::kSucceeded;
  });
}

Result<std::optional<Deployment>> active(const Store& store) {
  return newest(store, [](const Deployment& one) { return one.outcome == Outcome::kRunning; });
}

Result<std::optional<Deployment>> last_good(const Store& store, const Deployment& current) {
  for (const std::size_t limit : {kRecent, kAll}) {
    auto all = store.deployments(limit);
    if (!all) {
      return fail(std::move(all.error()));
    }
    const std::set<std::string> left = left_by_rollbacks(*all);
    for (Deployment& one : *all) {
      if (one.number >= current.number || one.release == current.release || one.digest == current.digest ||
          !has_served(one)) {
        continue;
      }
      if (!left.contains(one.digest)) {
        return std::optional(std::move(one));
      }
    }
    if (all->size() < limit) {
      break;
    }
  }
  return std::optional<Deployment>();
}

Result<Plan> plan_of(const Store& store, std::int64_t number) {
  auto text = store.fact(fmt::format("plan.{}", number));
  if (text && text->empty()) {
    // A rollback to a version that still ran goes by that one's plan.
    const auto deployment = store.deployment(number);
    if (deployment && *deployment && (*deployment)->release != 0 && (*deployment)->release != number) {
      text = store.fact(fmt::format("plan.{}", (*deployment)->release));
    }
  }
  if (!text) {
    return fail(text.error());
  }
  if (text->empty()) {
    return fail(ErrorKind::kInvalid, fmt::format("the plan of deployment {} is not there", number));
  }
  const auto value = parse_json(*text, "a plan");
  return value ? plan_from_json(*value) : Result<Plan>(fail(value.error()));
}

Result<void> keep_plan(Store& store, std::int64_t number, const Plan& plan) {
  return store.set_fact(fmt::format("plan.{}", number), to_json_text(to_json(plan)));
}

Result<std::optional<Event>> find_step(const Store& store, std::int64_t number, std::string_view step,
                                       Event::Phase phase) {
  auto events = store.events(0, number);
  if (!events) {
    return fail(std::move(events.error()));
  }
  const auto found = std::find_if(events->rbegin(), events->rend(), [&](const Event& event) {
    return event.kind == EventKind::kStep && event.step == step && event.phase == phase;
  });
  return found == events->rend() ? std::optional<Event>() : std::optional<Event>(std::move(*found));
}

void count_requests(Room& room, Deployment& deployment) {
  const auto servers = room.edge.servers();
  if (!servers) {
    return;
  }
  std::int64_t requests = 0;
  std::int64_t cut = 0;
  bool is_there = false;
  for (const EdgeServer& server : *servers) {
    if (server.number() == deployment.release) {
      requests += server.answered;
      cut += server.cut;
      is_there = true;
    }
  }
  if (!is_there) {
    return;
  }
  const auto begun = find_step(room.store, deployment.number, "switch", Event::Phase::kBegins);
  if (begun && *begun) {
    if (const json::value* const before = (*begun)->data.if_contains("answered_before");
        before != nullptr && before->is_int64()) {
      requests -= before->get_int64();
    }
  }
  deployment.requests = std::max(deployment.requests, requests);
  deployment.cut = std::max(deployment.cut, cut);
}

}  // namespace ropewalk::deploy
