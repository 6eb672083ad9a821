// Stores whose journals are also audit logs: whatever is written to the journal, by whichever command, is in the log
// when the write returns.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "deploy/audit/log.h"
#include "deploy/store.h"

namespace ropewalk::deploy {

/// The audit log of an environment's folder.
using OpenAuditLog = std::function<std::unique_ptr<AuditLog>(const std::string& folder)>;

/// A process that is killed between the two writes leaves it to the next write. A log that cannot be written fails the
/// write: nothing happens unseen.
[[nodiscard]] std::unique_ptr<Stores> make_audited_stores(std::unique_ptr<Stores> inner, OpenAuditLog open_log);

}  // namespace ropewalk::deploy
