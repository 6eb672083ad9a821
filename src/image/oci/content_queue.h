// Files' contents between the thread that unpacks a layer and those that look into them: unpacking is a line of steps
// that only one thread can take, and what is done with each file is not.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>

namespace ropewalk::image {

/// Work in order of arrival, of bounded size. Whoever adds to a full queue does some of it himself, so nobody waits.
class ContentQueue {
 public:
  using Work = std::function<void()>;

  /// `most_bytes`: what may lie in it; one piece of work more than that at most.
  explicit ContentQueue(std::uint64_t most_bytes) : most_bytes_(most_bytes) {}

  /// `size`: the bytes that the work holds.
  void add(std::uint64_t size, Work work);
  /// Does work until the queue is closed and empty.
  void help();
  /// Nothing is added from now on.
  void close();

 private:
  struct Item {
    std::uint64_t size = 0;
    Work work;
  };
  /// The next piece of work, taken out.
  [[nodiscard]] Work take();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
  std::uint64_t bytes_ = 0;
  std::uint64_t most_bytes_;
  bool is_closed_ = false;
};

}  // namespace ropewalk::image
