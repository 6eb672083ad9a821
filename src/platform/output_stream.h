// One of our outputs, written to so that a reader who has stopped reading cannot hold us for ever.
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>

#include "platform/descriptor.h"

namespace ropewalk::platform {

/// Writes to a descriptor that is not ours alone. Nothing is written any more after the first failure. May be used from
/// several threads; each text comes out in one piece.
class OutputStream {
 public:
  explicit OutputStream(int fd);

  /// Writes all of it, waiting for the reader. Once `give_up` is requested it waits for one no longer than kPatience.
  void write(std::string_view text, const std::stop_token& give_up);
  /// Writes what can be written at once, though another thread may be in the middle of a text: for the very end.
  void write_at_once(std::string_view text) const;

  /// Nobody reads it any more, or it failed.
  [[nodiscard]] bool is_closed() const { return is_closed_; }
  /// Why it failed; empty when it did not, and when only its reader went away.
  [[nodiscard]] std::string failure() const;

  static constexpr std::chrono::milliseconds kPatience{2000};

 private:
  /// The value of errno, else 0.
  int write_patiently(std::string_view text, const std::stop_token& give_up);
  [[nodiscard]] ssize_t write_some(std::string_view text) const;

  enum class Kind { kPlain, kOwn, kSocket, kShared };

  int fd_;
  /// The same pipe or terminal, opened by us so that O_NONBLOCK is ours too.
  Descriptor own_;
  Kind kind_;
  std::atomic<bool> is_closed_ = false;
  mutable std::mutex failure_mutex_;
  std::string failure_;
  std::mutex write_mutex_;
};

}  // namespace ropewalk::platform
