#include "store/event_queue.h"

#include <utility>

namespace ropewalk::store {
namespace {

/// What may wait at most, and what an event weighs beside the text of a line.
constexpr std::size_t kMostBytes = std::size_t{16} * 1024 * 1024;
constexpr std::size_t kEventBytes = 512;

std::size_t weight(const record::Event& event) {
  const auto* line = std::get_if<record::LogLine>(&event.data);
  return kEventBytes + (line == nullptr ? 0 : line->text.size());
}

}  // namespace

void EventQueue::put(const record::Event& event) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return waiting_bytes_ < kMostBytes || is_closed_; });
  waiting_.push_back(event);
  waiting_bytes_ += weight(event);
  ++put_count_;
  is_urgent_ |= std::holds_alternative<record::RunStarted>(event.data);
  if (is_urgent_ || waiting_.size() == 1 || waiting_bytes_ >= kMostBytes) {
    changed_.notify_all();
  }
}

std::vector<record::Event> EventQueue::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return !waiting_.empty() || is_closed_; });
  changed_.wait_for(lock, gathering_,
                    [&] { return is_urgent_ || flushing_ > 0 || waiting_bytes_ >= kMostBytes || is_closed_; });
  is_urgent_ = false;
  taken_count_ = put_count_;
  waiting_bytes_ = 0;
  changed_.notify_all();
  return std::exchange(waiting_, {});
}

void EventQueue::done() {
  const std::lock_guard lock(mutex_);
  written_count_ = taken_count_;
  changed_.notify_all();
}

void EventQueue::flush() {
  std::unique_lock lock(mutex_);
  const std::uint64_t wanted = put_count_;
  ++flushing_;
  changed_.notify_all();
  changed_.wait(lock, [&] { return written_count_ >= wanted; });
  --flushing_;
}

void EventQueue::close() {
  const std::lock_guard lock(mutex_);
  is_closed_ = true;
  changed_.notify_all();
}

}  // namespace ropewalk::store
