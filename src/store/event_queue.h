// Events on their way to the disk: many threads put them in, one takes them out in batches.
#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "record/event.h"

namespace ropewalk::store {

class EventQueue {
 public:
  /// Waits while more is on its way than is good for memory: a step can print faster than any disk writes.
  void put(const record::Event& event);
  /// Waits until there is something worth writing (a short while after the first event, or at once when somebody waits
  /// for a flush) or the queue is closed; then everything in it. Empty only when closed and drained.
  [[nodiscard]] std::vector<record::Event> take();
  /// Says that what `take` gave last is written.
  void done();
  /// Waits until everything put in so far is written.
  void flush();
  void close();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<record::Event> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t put_count_ = 0;
  std::uint64_t written_count_ = 0;
  std::uint64_t taken_count_ = 0;
  int flushing_ = 0;
  bool is_closed_ = false;
};

}  // namespace ropewalk::store
