#include "deploy/lease.h"

namespace ropewalk::deploy {

Result<std::unique_ptr<Lease>> try_lease(Room& room) {
  auto lock = room.machine.files.try_lock(room.folder / "lease", ports::MissingFile::kMake);
  if (!lock) {
    return fail(lock.error());
  }
  if (!*lock) {
    return std::unique_ptr<Lease>();
  }
  auto hold = room.store.hold();
  if (!hold) {
    return fail(hold.error());
  }
  if (!*hold) {
    return std::unique_ptr<Lease>();
  }
  const auto fence = room.store.next_fence();
  if (!fence) {
    return fail(fence.error());
  }
  return std::make_unique<Lease>(std::move(*lock), std::move(*hold), *fence);
}

bool is_free(Room& room) {
  const auto lock = room.machine.files.try_lock(room.folder / "lease", ports::MissingFile::kMake);
  return lock && *lock;
}

}  // namespace ropewalk::deploy
