// Verifies audit logs where they are found: the use case behind `ropewalk audit verify`.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "deploy/audit/chain.h"
#include "deploy/store.h"
#include "ports/files.h"

namespace ropewalk::app {

struct VerifiedLog {
  std::filesystem::path path;
  deploy::AuditVerdict verdict;
};

/// The audit logs at a path: that file, or every `audit.log` below that folder. Errors: kUsage for a path that is not
/// there, kNotFound without a log.
[[nodiscard]] Result<std::vector<std::filesystem::path>> find_audit_logs(const ports::Files& files,
                                                                         const std::filesystem::path& path);

/// Verifies each, with what is beside it: the head that was written last, and the store that is its index. A known head
/// has to be in one of them: where several are looked at and one has it, the others need not. Errors: a log that cannot
/// be read.
[[nodiscard]] Result<std::vector<VerifiedLog>> verify_audit_logs(const ports::Files& files, deploy::Stores& stores,
                                                                 const std::vector<std::filesystem::path>& logs,
                                                                 const std::optional<std::string>& known_head);

/// One log, as above. Errors: as above.
[[nodiscard]] Result<deploy::AuditVerdict> verify_audit_log(const ports::Files& files, deploy::Stores& stores,
                                                            const std::filesystem::path& log);

}  // namespace ropewalk::app
