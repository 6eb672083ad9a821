// Whose turn it is among the deployments of one environment. One acts at a time; they go in the order of their numbers.
// One that is ready does not wait for an older one that is not: it passes it over, and that one ends as "superseded by
// N". None vanishes: each ends by itself, by somebody's word, or by a number that took its place.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "deploy/approvals/approvals.h"
#include "deploy/store.h"

namespace ropewalk::deploy {

/// What the queue looks like.
struct QueueView {
  struct Waiting {
    std::int64_t number = 0;
    /// Its approvals and its timer are through.
    bool is_ready = false;
  };
  /// In any order.
  std::vector<Waiting> waiting = {};
  /// One acts now.
  bool is_busy = false;
  /// The highest number that ever began: whatever waits below it was passed over.
  std::int64_t last_begun = 0;
};

struct QueueStep {
  /// Those that were passed over, oldest first, and the number that took their place.
  std::vector<std::int64_t> superseded;
  std::int64_t superseded_by = 0;
  /// The one whose turn it is; nothing while one acts or none is ready.
  std::optional<std::int64_t> next;
};

[[nodiscard]] QueueStep next_step(const QueueView& queue);

/// What a deployment has to have before it begins; nothing while that is not known, and then it waits.
using RulesOf = std::function<std::optional<ApprovalRules>(const Deployment&)>;

/// One that waits, and for what.
struct StillWaiting {
  Deployment deployment;
  ApprovalStatus status;
};

struct QueueAdvance {
  /// Those that ended just now: rejected, expired, superseded.
  std::vector<Deployment> ended = {};
  /// Those that wait still, oldest first; the one whose turn it is among them.
  std::vector<StillWaiting> waiting = {};
  /// Why nothing begins, as whoever locked the environment said; empty when it is not locked.
  std::string locked = {};
  /// Whose turn it is. Whoever holds the lease makes it kRunning, and calls this again when it has ended.
  std::optional<std::int64_t> next = {};
};

/// Ends what has to end and says what comes next. Written one deployment a transaction; a process that is killed in
/// between leaves what the next call completes. Errors: those of the store, kInvalid for votes that cannot be read.
/// Each is held against the rules that it was asked for with, and in a locked environment nothing's turn comes.
[[nodiscard]] Result<QueueAdvance> advance_queue(Store& store, const RulesOf& rules_of, Time now);

/// Whether `advance_queue` would end one, or let one begin. Writes nothing.
[[nodiscard]] Result<bool> has_to_advance(const Store& store, const RulesOf& rules_of, Time now);

/// What was said of a deployment. Errors: those of the store, kInvalid for votes that cannot be read.
[[nodiscard]] Result<std::vector<Vote>> votes_of(const Store& store, std::int64_t number);

/// Casts a vote, unless it may not be; what follows from it is `advance_queue`'s. Errors: kNotFound without such a
/// deployment, those of `may_vote` and of the store.
[[nodiscard]] Result<ApprovalStatus> cast_vote(Store& store, const ApprovalRules& rules, const Vote& vote);

}  // namespace ropewalk::deploy
