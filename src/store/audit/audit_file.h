// The audit log as a file that only grows.
#pragma once

#include <filesystem>
#include <memory>

#include "deploy/audit/log.h"

namespace ropewalk::store {

/// `audit.log` in a folder; made with its first line.
[[nodiscard]] std::unique_ptr<deploy::AuditLog> make_audit_file(const std::filesystem::path& folder);

}  // namespace ropewalk::store
