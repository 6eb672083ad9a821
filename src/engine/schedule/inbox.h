// What other threads have to say to the scheduler: notes that its own thread carries out, in the order of coming.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <utility>
#include <vector>

namespace ropewalk::engine {

/// `post` from any thread, also with a lock held: it waits for nothing.
class Inbox {
 public:
  using Note = std::function<void()>;

  void post(Note note) {
    const std::lock_guard lock(mutex_);
    notes_.push_back(std::move(note));
    came_.notify_one();
  }
  [[nodiscard]] bool is_empty() {
    const std::lock_guard lock(mutex_);
    return notes_.empty();
  }
  [[nodiscard]] std::vector<Note> take_what_is_there() {
    const std::lock_guard lock(mutex_);
    return std::exchange(notes_, {});
  }
  /// Waits for a note; all that have come.
  [[nodiscard]] std::vector<Note> take() {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return !notes_.empty(); });
    return std::exchange(notes_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Note> notes_;
};

}  // namespace ropewalk::engine
