#include "deploy/approvals/approvals.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/hash.h"
#include "base/rfc3339.h"
#include "base/strings.h"

namespace ropewalk::deploy {
namespace {

bool is_listed(const Identity& one, const std::vector<Identity>& listed) {
  return std::any_of(listed.begin(), listed.end(), [&](const Identity& entry) { return is_named_by(one, entry); });
}

bool is_reviewer(const ApprovalRules& rules, const Identity& one) {
  return rules.reviewers.empty() || is_listed(one, rules.reviewers);
}

bool may_break_glass(const ApprovalRules& rules, const Identity& one) {
  return rules.break_glass.empty() ? is_reviewer(rules, one) : is_listed(one, rules.break_glass);
}

/// Whether somebody asked for the deployment or wrote its commit. Both are texts: an identity, or a bare name.
bool is_own(const Deployment& deployment, const Identity& one) {
  for (const std::string& text : {deployment.by, deployment.author}) {
    const auto identity = read_identity(text);
    if (text == one.name || (identity && (is_named_by(one, *identity) || identity->name == one.name))) {
      return true;
    }
  }
  return false;
}

/// Whether a vote counts by the rules, whenever it was cast.
bool counts(const ApprovalRules& rules, const Deployment& deployment, const Vote& vote) {
  if (!is_bound(deployment, vote) || !is_proven(vote)) {
    return false;
  }
  switch (vote.kind) {
    case VoteKind::kApprove: return is_reviewer(rules, vote.by) && (rules.self_review || !is_own(deployment, vote.by));
    case VoteKind::kReject: return is_reviewer(rules, vote.by);
    case VoteKind::kBreakGlass: return !vote.reason.empty() && may_break_glass(rules, vote.by);
    case VoteKind::kWaited: return vote.of_job.has_value();
  }
  return false;
}

std::string names(const std::vector<Identity>& identities) {
  std::vector<std::string> texts;
  for (const Identity& identity : identities) {
    texts.push_back(to_text(identity));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

/// In whole seconds, none of them too early.
std::string moment_text(Time time) {
  constexpr std::string_view kNoFraction = ".000Z";
  std::string text = to_rfc3339(std::chrono::ceil<std::chrono::seconds>(time));
  if (text.ends_with(kNoFraction)) {
    text.replace(text.size() - kNoFraction.size(), kNoFraction.size(), "Z");
  }
  return text;
}

std::string waiting_text(const ApprovalRules& rules, const ApprovalStatus& status, const Deployment& deployment) {
  const auto missing = status.required - static_cast<int>(status.approved_by.size());
  std::vector<Identity> left;
  for (const Identity& reviewer : rules.reviewers) {
    const bool has_approved = std::any_of(status.approved_by.begin(), status.approved_by.end(),
                                          [&](const Identity& one) { return is_named_by(one, reviewer); });
    if (!has_approved && (rules.self_review || !is_own(deployment, reviewer))) {
      left.push_back(reviewer);
    }
  }
  return fmt::format("{} more approval{} of {}", missing, missing == 1 ? "" : "s",
                     left.empty() ? "somebody else" : names(left));
}

}  // namespace

bool is_bound(const Deployment& deployment, const Vote& vote) {
  if (!vote.of_job) {
    return vote.bound == binding_of(deployment);
  }
  return !deployment.commit.empty() && equals_ignoring_case(vote.bound.environment, deployment.environment) &&
         vote.bound.digest == job_digest(deployment.commit, *vote.of_job);
}

std::string job_digest(std::string_view commit, const VotedJob& job) {
  return "sha256:" + to_hex(sha256(fmt::format("{}\n{}\n{}", commit, job.workflow, job.job)));
}

Binding binding_of(const Deployment& deployment) {
  return {deployment.environment, deployment.number, deployment.digest, deployment.plan, deployment.configuration};
}

std::string_view name_of(ApprovalState state) {
  switch (state) {
    case ApprovalState::kReady: return "ready";
    case ApprovalState::kWaitsForReviewers: return "waits_for_reviewers";
    case ApprovalState::kWaitsForTimer: return "waits_for_timer";
    case ApprovalState::kWaitsForWindow: return "waits_for_window";
    case ApprovalState::kRejected: return "rejected";
    case ApprovalState::kExpired: return "expired";
  }
  return "";
}

ApprovalStatus approval_status(const ApprovalRules& rules, const Deployment& deployment, const std::vector<Vote>& votes,
                               Time now) {
  ApprovalStatus status;
  status.required = rules.required;
  Time waits_since = deployment.started;
  for (const Vote& vote : votes) {
    // What was cast too late, when nobody waited any more, or counts no more.
    const bool is_in_time = (vote.of_job || vote.time >= deployment.started) && now - vote.time < rules.expires;
    if (!is_in_time || !counts(rules, deployment, vote)) {
      continue;
    }
    if (vote.kind == VoteKind::kWaited) {
      waits_since = std::min(waits_since, vote.time);
    }
    if (vote.kind == VoteKind::kReject && !status.rejection) {
      status.rejection = vote;
    } else if (vote.kind == VoteKind::kBreakGlass && !status.break_glass) {
      status.break_glass = vote;
    } else if (vote.kind == VoteKind::kApprove &&
               std::find(status.approved_by.begin(), status.approved_by.end(), vote.by) == status.approved_by.end()) {
      status.approved_by.push_back(vote.by);
    }
  }
  const Time timer = waits_since + rules.wait;
  if (status.rejection) {
    status.state = ApprovalState::kRejected;
  } else if (status.break_glass) {
    status.state = ApprovalState::kReady;
  } else if (static_cast<int>(status.approved_by.size()) < rules.required) {
    const Time end = deployment.started + rules.expires;
    status.state = now >= end ? ApprovalState::kExpired : ApprovalState::kWaitsForReviewers;
    status.until = end;
    status.waiting_for = now >= end ? "" : waiting_text(rules, status, deployment);
  } else if (now < timer) {
    status.state = ApprovalState::kWaitsForTimer;
    status.until = timer;
    status.waiting_for = fmt::format("its wait timer, until {}", moment_text(timer));
  } else if (const auto open = next_open(rules.windows, now); open && *open > now) {
    status.state = ApprovalState::kWaitsForWindow;
    status.until = *open;
    status.waiting_for = fmt::format("its change window, from {}", moment_text(*open));
  }
  return status;
}

Result<void> may_vote(const ApprovalRules& rules, const Deployment& deployment, const std::vector<Vote>& votes,
                      const Vote& vote) {
  const std::string who = to_text(vote.by);
  const auto refuse = [](std::string message, std::string hint = {}) {
    return fail(ErrorKind::kInvalid, std::move(message), std::move(hint));
  };
  if (deployment.outcome != Outcome::kWaiting) {
    return refuse(
        fmt::format("deployment {} waits for no approval: it is {}", deployment.number, name_of(deployment.outcome)));
  }
  if (vote.bound != binding_of(deployment)) {
    return refuse(fmt::format("deployment {} is not what was looked at: its digest, plan or configuration is another",
                              deployment.number),
                  "look at it again with `ropewalk status`");
  }
  if (!is_proven(vote)) {
    return refuse(fmt::format("the vote is not signed by {}", who));
  }
  switch (approval_status(rules, deployment, votes, vote.time).state) {
    case ApprovalState::kRejected: return refuse(fmt::format("deployment {} was rejected", deployment.number));
    case ApprovalState::kExpired:
      return refuse(fmt::format("nobody approved deployment {} in time", deployment.number), "deploy it again");
    case ApprovalState::kReady:
    case ApprovalState::kWaitsForReviewers:
    case ApprovalState::kWaitsForTimer:
    case ApprovalState::kWaitsForWindow: break;
  }
  if (vote.kind == VoteKind::kBreakGlass) {
    if (vote.reason.empty()) {
      return refuse("breaking the glass needs a reason", "say it with --reason");
    }
    return may_break_glass(rules, vote.by) ? Result<void>() : refuse(fmt::format("{} may not break the glass", who));
  }
  if (!is_reviewer(rules, vote.by)) {
    return refuse(fmt::format("{} is not a reviewer of {}", who, deployment.environment),
                  fmt::format("its reviewers are {}", names(rules.reviewers)));
  }
  if (vote.kind == VoteKind::kApprove && !rules.self_review && is_own(deployment, vote.by)) {
    return refuse(fmt::format("{} asked for deployment {} or wrote its commit: somebody else has to approve it", who,
                              deployment.number));
  }
  const bool has_voted = std::any_of(votes.begin(), votes.end(), [&](const Vote& one) {
    return one.kind == vote.kind && one.by == vote.by && one.bound == vote.bound &&
           vote.time - one.time < rules.expires;
  });
  if (has_voted) {
    return refuse(fmt::format("{} has approved deployment {} already", who, deployment.number));
  }
  return {};
}

}  // namespace ropewalk::deploy
