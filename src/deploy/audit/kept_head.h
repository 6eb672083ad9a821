// The head of a log in a file beside it, so that a log that lost its end is known by it, and cannot go on as if nothing
// had been there.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "deploy/audit/chain.h"

namespace ropewalk::deploy {

inline constexpr const char* kAuditHeadFile = "audit.head";

/// Always of one length.
[[nodiscard]] std::string audit_head_text(const AuditHead& head);
/// Nothing for another text.
[[nodiscard]] std::optional<AuditHead> read_audit_head(std::string_view text);

/// A member of a line's facts: how many lines there had been before it, where the log's end was not the one that had
/// been written. Whoever extends such a log says so, and it verifies no more.
inline constexpr std::string_view kGapFact = "gap";

}  // namespace ropewalk::deploy
