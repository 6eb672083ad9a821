// Concurrency groups within one invocation: one job of a group runs, one waits, a newer one takes the waiting one's
// place.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "base/strings.h"
#include "engine/schedule/job_graph.h"

namespace ropewalk::engine {

/// A job's `concurrency:`, evaluated; no group when it has none.
struct ConcurrencyRequest {
  std::string group;
  bool cancels_in_progress = false;
  bool keeps_queue = false;
};

/// What entering a group means for others and for the one that entered.
struct ConcurrencyEntry {
  bool may_start = true;
  /// Legs to cancel: a waiting one that was replaced, a running one with cancel-in-progress.
  std::vector<Leg*> cancelled;
};

/// Errors: kInvalid for an empty group or one of more than 400 characters.
[[nodiscard]] Result<ConcurrencyRequest> evaluate_concurrency(const workflow::Token* token, const SourceFilePtr& file,
                                                              const expr::Scope& scope);

/// Groups by name, ASCII case ignored.
class ConcurrencyGroups {
 public:
  [[nodiscard]] ConcurrencyEntry enter(Leg& leg, const ConcurrencyRequest& request);
  /// Takes a leg out of its group, wherever it stood; the one that may start now, or null.
  [[nodiscard]] Leg* leave(Leg& leg);

 private:
  struct Group {
    Leg* running = nullptr;
    std::deque<Leg*> waiting;
  };
  std::map<std::string, Group, LessIgnoringCase> groups_;
};

}  // namespace ropewalk::engine
