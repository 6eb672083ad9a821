// The audit log of an environment, and how it comes to hold what the journal holds.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "deploy/audit/chain.h"
#include "deploy/store.h"

namespace ropewalk::deploy {

/// What is to be written after the last line's facts (null for an empty log).
using NextFacts = std::function<Result<std::vector<json::object>>(const json::object* last)>;

class AuditLog {
 public:
  virtual ~AuditLog() = default;
  /// Asks what comes next and appends it, with the log to itself among all processes; it is on the disk when it
  /// returns. A line that a killed process wrote in part goes first. Errors: kInvalid when the last line is damaged,
  /// kInternal for the disk, those of `next`.
  [[nodiscard]] virtual Result<AuditHead> extend(const NextFacts& next) = 0;
};

/// Appends the journal's events that the log does not have yet, each with who, when, commit, run and digest. Safe to
/// repeat, from several processes too: what was killed before it got here is caught up by the next.
[[nodiscard]] Result<AuditHead> audit_journal(const Store& store, AuditLog& log);

}  // namespace ropewalk::deploy
