// Events on their way to the disk: many threads put them in, one takes them out in batches.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "record/event.h"

namespace ropewalk::store {

/// How long events may wait for company, so that a burst of lines becomes one transaction.
inline constexpr std::chrono::milliseconds kGathering{100};

class EventQueue {
 public:
  explicit EventQueue(std::chrono::milliseconds gathering = kGathering) : gathering_(gathering) {}

  /// Waits while more is on its way than is good for memory: a step can print faster than any disk writes.
  void put(const record::Event& event);
  /// Waits until there is something worth writing (a short while after the first event, or at once when a run has
  /// started or somebody waits for a flush) or the queue is closed; then everything in it. Empty only when closed and
  /// drained.
  [[nodiscard]] std::vector<record::Event> take();
  /// Says that what `take` gave last is written.
  void done();
  /// Waits until everything put in so far is written.
  void flush();
  void close();

 private:
  const std::chrono::milliseconds gathering_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<record::Event> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::uint64_t put_count_ = 0;
  std::uint64_t written_count_ = 0;
  std::uint64_t taken_count_ = 0;
  int flushing_ = 0;
  /// Something waits that is to be on disk whenever this process is killed: that there is a run at all.
  bool is_urgent_ = false;
  bool is_closed_ = false;
};

}  // namespace ropewalk::store
