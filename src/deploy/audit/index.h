// The audit log against its index: what the store of the same environment tells has to be what the log says.
#pragma once

#include <optional>
#include <string_view>

#include "deploy/audit/chain.h"
#include "deploy/store.h"

namespace ropewalk::deploy {

/// The member of a record's facts that has the deployment as the history tells it.
inline constexpr std::string_view kHistoryFact = "history";

/// Compares each event and each deployment of the store with the log, which verifies. The last event may be missing in
/// the log: it was written by a command that is at work, or was killed before it got there. Nothing when they agree.
/// Errors: those of the store.
[[nodiscard]] Result<std::optional<AuditProblem>> compare_index(std::string_view log, const Store& store);

}  // namespace ropewalk::deploy
