// Locks of a test, without files.
#pragma once

#include <mutex>
#include <set>

#include "ports/locks.h"

namespace ropewalk::ports {

/// May be used from several threads.
class FakeLocks final : public Locks {
 public:
  [[nodiscard]] Result<std::unique_ptr<FileLock>> try_lock(const std::filesystem::path& path) override {
    const std::lock_guard lock(mutex_);
    if (!held_.insert(path).second) {
      return std::unique_ptr<FileLock>();
    }
    return std::unique_ptr<FileLock>(std::make_unique<Held>(*this, path));
  }

 private:
  class Held final : public FileLock {
   public:
    Held(FakeLocks& locks, std::filesystem::path path) : locks_(locks), path_(std::move(path)) {}
    ~Held() override {
      const std::lock_guard lock(locks_.mutex_);
      locks_.held_.erase(path_);
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

   private:
    FakeLocks& locks_;
    std::filesystem::path path_;
  };

  std::mutex mutex_;
  std::set<std::filesystem::path> held_;
};

}  // namespace ropewalk::ports
