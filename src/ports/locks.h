// Locks between processes: a file that one holds at a time.
#pragma once

#include <filesystem>
#include <memory>

#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::ports {

class Locks {
 public:
  virtual ~Locks() = default;
  /// Takes the lock of a file, which is made when it is missing; null while somebody else holds it, in this process
  /// too. The system lets go of it when the process ends, however it ends; programs that it has started hold nothing.
  /// Errors: those of the file system.
  [[nodiscard]] virtual Result<std::unique_ptr<FileLock>> try_lock(const std::filesystem::path& path) = 0;
};

}  // namespace ropewalk::ports
