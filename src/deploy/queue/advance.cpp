// The queue over a store.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "deploy/queue/queue.h"

namespace ropewalk::deploy {
namespace {

/// Whether it ever acted: what was refused, rejected or superseded has passed nobody over.
bool has_begun(const Deployment& deployment) {
  switch (deployment.outcome) {
    case Outcome::kRunning:
    case Outcome::kSucceeded:
    case Outcome::kRolledBack: return true;
    case Outcome::kFailed:
      // One that was stopped while it waited has no release yet.
      return deployment.reason != Reason::kRefused &&
             (deployment.reason != Reason::kInterrupted || deployment.release != 0);
    case Outcome::kWaiting:
    case Outcome::kSuperseded:
    case Outcome::kRejected: return false;
  }
  return false;
}

/// Ends a deployment that never began.
Result<Deployment> end(Store& store, Deployment deployment, Outcome outcome, Reason reason, std::string detail,
                       Time now) {
  deployment.outcome = outcome;
  deployment.reason = reason;
  deployment.detail = std::move(detail);
  deployment.ended = now;
  Event event;
  event.number = deployment.number;
  event.time = now;
  event.kind = EventKind::kEnded;
  event.text = deployment.detail;
  event.outcome = outcome;
  event.reason = reason;
  if (auto written = store.append(std::move(event), &deployment); !written) {
    return fail(std::move(written.error()));
  }
  return deployment;
}

Result<Deployment> end_rejected(Store& store, const StillWaiting& one, Time now) {
  if (one.status.state == ApprovalState::kExpired) {
    return end(store, one.deployment, Outcome::kRejected, Reason::kExpired, "nobody approved it in time", now);
  }
  const Vote vote = one.status.rejection.value_or(Vote{});
  return end(store, one.deployment, Outcome::kRejected, Reason::kRejected,
             fmt::format("rejected by {}{}{}", to_text(vote.by), vote.reason.empty() ? "" : ": ", vote.reason), now);
}

bool is_over(ApprovalState state) { return state == ApprovalState::kRejected || state == ApprovalState::kExpired; }

/// What waits, oldest first, and whose turn comes of that. Those that are over still wait in it.
struct QueueLook {
  std::vector<StillWaiting> waiting = {};
  std::string locked = {};
  QueueStep step = {};
};

Result<QueueLook> look_at(const Store& store, const RulesOf& rules_of, Time now) {
  auto all = store.deployments(std::numeric_limits<std::int32_t>::max());
  auto locked = store.fact("locked");
  if (!all || !locked) {
    return fail(!all ? std::move(all.error()) : std::move(locked.error()));
  }
  std::sort(all->begin(), all->end(), [](const auto& left, const auto& right) { return left.number < right.number; });
  QueueLook look{.locked = std::move(*locked)};
  QueueView view{.is_busy = !look.locked.empty()};
  for (Deployment& deployment : *all) {
    view.is_busy = view.is_busy || deployment.outcome == Outcome::kRunning;
    view.last_begun = has_begun(deployment) ? deployment.number : view.last_begun;
    if (deployment.outcome != Outcome::kWaiting) {
      continue;
    }
    const auto votes = votes_of(store, deployment.number);
    if (!votes) {
      return fail(votes.error());
    }
    StillWaiting one{std::move(deployment), {}};
    const auto rules = rules_of(one.deployment);
    if (rules) {
      one.status = approval_status(*rules, one.deployment, *votes, now);
    }
    if (!is_over(one.status.state)) {
      view.waiting.push_back({one.deployment.number, rules && one.status.state == ApprovalState::kReady});
    }
    look.waiting.push_back(std::move(one));
  }
  look.step = next_step(view);
  return look;
}

}  // namespace

Result<QueueAdvance> advance_queue(Store& store, const RulesOf& rules_of, Time now) {
  auto look = look_at(store, rules_of, now);
  if (!look) {
    return fail(std::move(look.error()));
  }
  QueueAdvance advance{.locked = std::move(look->locked), .next = look->step.next};
  for (StillWaiting& one : look->waiting) {
    const auto& superseded = look->step.superseded;
    const bool is_superseded =
        std::find(superseded.begin(), superseded.end(), one.deployment.number) != superseded.end();
    if (!is_superseded && !is_over(one.status.state)) {
      advance.waiting.push_back(std::move(one));
      continue;
    }
    auto ended = is_superseded ? end(store, std::move(one.deployment), Outcome::kSuperseded, Reason::kSuperseded,
                                     fmt::format("superseded by {}", look->step.superseded_by), now)
                               : end_rejected(store, one, now);
    if (!ended) {
      return fail(std::move(ended.error()));
    }
    advance.ended.push_back(std::move(*ended));
  }
  return advance;
}

Result<bool> has_to_advance(const Store& store, const RulesOf& rules_of, Time now) {
  const auto look = look_at(store, rules_of, now);
  if (!look) {
    return fail(look.error());
  }
  return look->step.next || !look->step.superseded.empty() ||
         std::any_of(look->waiting.begin(), look->waiting.end(),
                     [](const StillWaiting& one) { return is_over(one.status.state); });
}

Result<std::vector<Vote>> votes_of(const Store& store, std::int64_t number) {
  const auto events = store.events(0, number);
  return events ? votes_in(*events) : Result<std::vector<Vote>>(fail(events.error()));
}

Result<ApprovalStatus> cast_vote(Store& store, const ApprovalRules& rules, const Vote& vote) {
  const std::int64_t number = vote.bound.number;
  auto deployment = store.deployment(number);
  if (!deployment) {
    return fail(std::move(deployment.error()));
  }
  if (!*deployment) {
    return fail(ErrorKind::kNotFound, fmt::format("no deployment {} to {}", number, vote.bound.environment),
                "`ropewalk history` lists them");
  }
  auto votes = votes_of(store, number);
  if (!votes) {
    return fail(std::move(votes.error()));
  }
  if (auto allowed = may_vote(rules, **deployment, *votes, vote); !allowed) {
    return fail(std::move(allowed.error()));
  }
  if (auto written = store.append(vote_event(**deployment, vote), nullptr); !written) {
    return fail(std::move(written.error()));
  }
  votes->push_back(vote);
  return approval_status(rules, **deployment, *votes, vote.time);
}

}  // namespace ropewalk::deploy
