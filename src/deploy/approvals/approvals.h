// Approvals of a deployment: what an environment asks for, what people said, and what follows from it. Everything here
// is a function of values, so that what a command says and what a model of it says can be held against each other.
//
// A vote is bound to what the voter saw: the digest, the plan and the configuration. When one of them is another, the
// vote counts for nothing, and what was approved is what ships.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/weekly_window.h"
#include "deploy/approvals/identity.h"
#include "deploy/record.h"

namespace ropewalk::deploy {

/// An environment's rules.
struct ApprovalRules {
  /// Who may say yes or no; empty: anybody who can prove who they are.
  std::vector<Identity> reviewers = {};
  /// How many have to say yes; 0: nobody is asked.
  int required = 0;
  /// Whether the yes of whoever asked for the deployment, or of its commit's author, counts.
  bool self_review = true;
  /// How long a vote counts, and how long is waited for enough of them.
  std::chrono::seconds expires = std::chrono::hours(24 * 30);
  /// Counted from when it was asked for, whatever people say.
  std::chrono::seconds wait{0};
  /// Who may break the glass; empty: the reviewers.
  std::vector<Identity> break_glass = {};
  /// When it may begin; empty: always.
  std::vector<WeeklyWindow> windows = {};
};

enum class VoteKind {
  kApprove,
  kReject,
  kBreakGlass,
  /// Nobody's word: a job of a run has waited since then, as its environment's timer asks.
  kWaited
};

/// What a vote is for: it counts only for exactly this.
struct Binding {
  std::string environment;
  std::int64_t number = 0;
  std::string digest;
  std::string plan;
  std::string configuration;

  friend bool operator==(const Binding&, const Binding&) = default;
};

[[nodiscard]] Binding binding_of(const Deployment& deployment);

/// A job of a run that names an environment, as votes on it know it.
struct VotedJob {
  std::string workflow;
  std::string job;
};

/// What votes on a job are bound to in the place of a digest: its commit, its workflow and its name.
[[nodiscard]] std::string job_digest(std::string_view commit, const VotedJob& job);

struct Vote {
  VoteKind kind = VoteKind::kApprove;
  Identity by = {};
  Time time = {};
  Binding bound = {};
  /// Why; a break-glass has one.
  std::string reason = {};
  /// Of a vote by key: over `signed_text`, base64; and the public half (PEM) that it verifies with.
  std::string signature = {};
  std::string key = {};
  /// Set when the vote was cast on a job of a run: it counts for what is deployed of the same commit to the same
  /// environment, which the journal says only of what this job deploys.
  std::optional<VotedJob> of_job = {};
};

/// The bytes that a key signs for a vote.
[[nodiscard]] std::string signed_text(const Vote& vote);

/// In a journal event: {"vote": "approve", "by": "user:alice", "bound": {…}, …}.
[[nodiscard]] json::object to_json(const Vote& vote);
/// Nothing when the object holds no vote. Errors: kInvalid.
[[nodiscard]] Result<std::optional<Vote>> vote_from_json(const json::object& object);

/// Whether a vote is by whom it says, as far as the vote itself can tell: one by a key carries a signature of that key
/// over exactly this vote.
[[nodiscard]] bool is_proven(const Vote& vote);

/// The event that keeps a vote, and the votes that a deployment's events keep, in their order.
[[nodiscard]] Event vote_event(const Deployment& deployment, const Vote& vote);
[[nodiscard]] Result<std::vector<Vote>> votes_in(const std::vector<Event>& events);

/// Whether a vote is for exactly this deployment, or for a job that makes one of its commit in its environment.
[[nodiscard]] bool is_bound(const Deployment& deployment, const Vote& vote);

enum class ApprovalState { kReady, kWaitsForReviewers, kWaitsForTimer, kWaitsForWindow, kRejected, kExpired };

/// `ready`, `waits_for_reviewers`, `waits_for_timer`, `waits_for_window`, `rejected`, `expired`.
[[nodiscard]] std::string_view name_of(ApprovalState state);

struct ApprovalStatus {
  ApprovalState state = ApprovalState::kReady;
  /// Whose yes counts now, in the order of their first.
  std::vector<Identity> approved_by = {};
  int required = 0;
  /// Who broke the glass, and why.
  std::optional<Vote> break_glass = {};
  std::optional<Vote> rejection = {};
  /// When the timer ends (kWaitsForTimer), the window opens (kWaitsForWindow) or waiting ends (kWaitsForReviewers).
  std::optional<Time> until = {};
  /// What it waits for, in one sentence; empty when it is ready.
  std::string waiting_for = {};
};

/// What follows from the votes at a time.
[[nodiscard]] ApprovalStatus approval_status(const ApprovalRules& rules, const Deployment& deployment,
                                             const std::vector<Vote>& votes, Time now);

/// Whether a vote may be cast now. Errors: kInvalid, why not: no reviewer, the author's own, cast already, decided,
/// bound to something else, a break-glass without a reason.
[[nodiscard]] Result<void> may_vote(const ApprovalRules& rules, const Deployment& deployment,
                                    const std::vector<Vote>& votes, const Vote& vote);

}  // namespace ropewalk::deploy
