// Who may act on an environment: one at a time.
//
// The lease is a lock of the operating system on a file of the environment, so it ends with the process that holds it,
// however that ends, and nobody has to guess from a heartbeat whether an owner is alive. Each owner also takes a
// fencing token, a number higher than all before; the journal refuses events with an older one. So an owner that was
// suspended on a file system whose locks are lost finds out before its next step. Where several machines know an
// environment, its store keeps the others away for as long.
#pragma once

#include <cstdint>
#include <memory>

#include "base/result.h"
#include "deploy/room.h"

namespace ropewalk::deploy {

class Lease {
 public:
  Lease(std::unique_ptr<ports::FileLock> lock, std::unique_ptr<Hold> hold, std::int64_t fence)
      : lock_(std::move(lock)), hold_(std::move(hold)), fence_(fence) {}
  [[nodiscard]] std::int64_t fence() const { return fence_; }

 private:
  std::unique_ptr<ports::FileLock> lock_;
  /// Of an environment that several machines know.
  std::unique_ptr<Hold> hold_;
  std::int64_t fence_;
};

/// Null while somebody else holds it.
[[nodiscard]] Result<std::unique_ptr<Lease>> try_lease(Room& room);
/// True when nobody holds it now.
[[nodiscard]] bool is_free(Room& room);

}  // namespace ropewalk::deploy
