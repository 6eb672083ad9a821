// Between those who emit events and those who show and keep them: a queue with a thread of its own, so that a blocked
// terminal or a slow disk holds up no scheduler, and a fault in a sink ends no job.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "record/event.h"
#include "tasks/task_group.h"

namespace ropewalk::engine {

/// Hands events on in the order of their coming, one after the other. What waits is bounded: who prints more waits,
/// until there is room or a stop is requested; then the bound is wider, so that what has to end can say so. News of
/// runs, jobs and steps never wait.
class Outbox final : public record::EventSink {
 public:
  /// `sink` outlives it. Without a thread to be had events are handed on by whoever emits them.
  Outbox(record::EventSink& sink, std::stop_token stop);
  ~Outbox() override;
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  void receive(const record::Event& event) override;
  void await_room() override;
  /// False while those who can leave off (the readers of programs' outputs) should: receive() waits only when what is
  /// waiting has become many times more.
  [[nodiscard]] bool takes_more();
  /// Returns when everything is handed on; nothing may come afterwards. Errors: kInternal, what the sink threw first.
  [[nodiscard]] Result<void> close();

 private:
  void work();
  void deliver(const record::Event& event);
  [[nodiscard]] bool has_room() const;

  record::EventSink& sink_;
  std::stop_token stop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<record::Event> waiting_;
  std::size_t waiting_bytes_ = 0;
  bool is_closed_ = false;
  bool has_thread_ = true;
  /// Guards what deliver() writes when events are handed on by who emits them.
  std::mutex delivery_;
  std::string trouble_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
  std::optional<tasks::TaskGroup> thread_;
};

}  // namespace ropewalk::engine
