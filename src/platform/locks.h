// The real Locks port: flock(2).
#pragma once

#include "ports/locks.h"

namespace ropewalk::platform {

class RealLocks final : public ports::Locks {
 public:
  [[nodiscard]] Result<std::unique_ptr<ports::FileLock>> try_lock(const std::filesystem::path& path) override;
};

}  // namespace ropewalk::platform
