#include "image/oci/content_queue.h"

#include <utility>

namespace ropewalk::image {

ContentQueue::Work ContentQueue::take() {
  Item item = std::move(items_.front());
  items_.pop_front();
  bytes_ -= item.size;
  return std::move(item.work);
}

void ContentQueue::add(std::uint64_t size, Work work) {
  Work own;
  {
    const std::lock_guard lock(mutex_);
    items_.push_back({size, std::move(work)});
    bytes_ += size;
    if (bytes_ > most_bytes_) {
      own = take();
    }
  }
  if (own) {
    own();
  } else {
    changed_.notify_one();
  }
}

void ContentQueue::help() {
  for (;;) {
    Work work;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return is_closed_ || !items_.empty(); });
      if (items_.empty()) {
        return;
      }
      work = take();
    }
    work();
  }
}

void ContentQueue::close() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
  }
  changed_.notify_all();
}

}  // namespace ropewalk::image
