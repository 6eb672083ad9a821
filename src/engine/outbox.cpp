#include "engine/outbox.h"

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace ropewalk::engine {
namespace {

/// What may wait, before and after a stop; and what an event weighs beside the text of a line.
constexpr std::size_t kMostBytes = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kMostBytesOnceStopped = std::size_t{64} * 1024 * 1024;
constexpr std::size_t kEventBytes = 512;

std::size_t weight(const record::Event& event) {
  const auto* line = std::get_if<record::LogLine>(&event.data);
  return kEventBytes + (line == nullptr ? 0 : line->text.size());
}

}  // namespace

Outbox::Outbox(record::EventSink& sink, std::stop_token stop) : sink_(sink), stop_(std::move(stop)) {
  on_stop_.emplace(stop_, [this] {
    const std::lock_guard lock(mutex_);
    changed_.notify_all();
  });
  thread_.emplace(std::stop_token());
  try {
    thread_->start([this](const std::stop_token&) { work(); });
  } catch (const std::system_error&) {
    has_thread_ = false;
  }
}

Outbox::~Outbox() { static_cast<void>(close()); }

bool Outbox::takes_more() {
  const std::lock_guard lock(mutex_);
  return waiting_bytes_ < (stop_.stop_requested() ? kMostBytesOnceStopped : kMostBytes);
}

bool Outbox::has_room() const { return waiting_bytes_ < kMostBytesOnceStopped; }

void Outbox::receive(const record::Event& event) {
  if (!has_thread_) {
    deliver(event);
    return;
  }
  const std::lock_guard lock(mutex_);
  waiting_.push_back(event);
  waiting_bytes_ += weight(event);
  if (waiting_.size() == 1) {
    changed_.notify_all();
  }
}

void Outbox::await_room() {
  if (has_thread_) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return has_room(); });
  }
}

void Outbox::work() {
  std::vector<record::Event> taken;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !waiting_.empty() || is_closed_; });
      if (waiting_.empty()) {
        return;
      }
      taken = std::exchange(waiting_, {});
    }
    for (const record::Event& event : taken) {
      deliver(event);
      // As it goes, not as a whole: what is taken and not yet handed on still waits.
      const std::lock_guard lock(mutex_);
      const bool had_room = has_room();
      waiting_bytes_ -= weight(event);
      if (!had_room) {
        changed_.notify_all();
      }
    }
  }
}

void Outbox::deliver(const record::Event& event) {
  const std::lock_guard lock(delivery_);
  try {
    sink_.receive(event);
  } catch (const std::exception& error) {
    if (trouble_.empty()) {
      trouble_ = fmt::format("what happened in the run could not be shown or kept: {}", error.what());
    }
  }
}

Result<void> Outbox::close() {
  {
    const std::lock_guard lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
  }
  thread_->wait();
  const std::lock_guard lock(delivery_);
  return trouble_.empty() ? Result<void>() : Result<void>(fail(ErrorKind::kInternal, trouble_));
}

}  // namespace ropewalk::engine
