// Watches one running program to its end.
//
// One poll(2) waits for everything: bytes on the pipes, the process (pidfd), a stop request (eventfd), the next
// deadline. When the process has ended, its outputs are read to their end, for what it has piped its output through (a
// `tee` of a process substitution) may end after it; but only for the request's grace, because a server in the
// background holds the pipe open for hours. What is in the pipe at that moment is still handed on, and no more, so one
// that writes without end cannot hold us either.
#include "platform/supervise.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>

namespace ropewalk::platform {
namespace {

using Clock = std::chrono::steady_clock;

/// How long killed processes have to let go of their pipes before those are left to the background reader.
constexpr std::chrono::milliseconds kKillTime{100};

/// The longest that is waited before the times are looked at again, in milliseconds; and while nothing may be read.
constexpr int kLongest = 60'000;
constexpr int kAskAgain = 20;

/// The most that the outputs of a program that was made to end are read on before its group is killed.
constexpr std::chrono::milliseconds kMostAfterStop{500};

class Supervision {
 public:
  Supervision(Child child, std::vector<OutputPipe> outputs, const ports::ProcessRequest& request)
      : child_(std::move(child)), outputs_(std::move(outputs)), request_(request), next_(request.deadline) {}

  Result<ports::ProcessOutcome> watch(const std::stop_token& stop, BackgroundReader& background) {
    const Descriptor wakeup(stop.stop_possible() ? ::eventfd(0, EFD_CLOEXEC) : -1);
    const std::stop_callback on_stop(stop, [&wakeup] {
      const std::uint64_t one = 1;
      static_cast<void>(!::write(wakeup.get(), &one, sizeof one));
    });
    while (!wait_for_event(wakeup.get(), next_)) {
    }
    drain_for_grace(wakeup.get());
    hand_on_what_is_there();
    if (!request_.keeps_background || is_ending()) {
      child_.signal_group(SIGKILL);
      drain_until(Clock::now() + kKillTime, -1);
    }
    for (OutputPipe& output : outputs_) {
      background.take(std::move(output.pipe));
    }
    return outcome(child_.collect());
  }

 private:
  /// Handles what happens next; true when the process has ended.
  bool wait_for_event(int wakeup, std::optional<Clock::time_point> until) {
    std::vector<pollfd> polled{{child_.pidfd(), POLLIN, 0}, {is_ending() ? -1 : wakeup, POLLIN, 0}};
    const bool may_read = add_outputs(polled);
    ::poll(polled.data(), polled.size(), may_read ? timeout(until) : std::min(timeout(until), kAskAgain));
    for (std::size_t i = outputs_.size(); i > 0; --i) {
      if (polled[i + 1].revents != 0) {
        read_once(i - 1, buffer_.size());
      }
    }
    if (polled[0].revents != 0) {
      return true;
    }
    if (polled[1].revents != 0) {
      end_by(ports::ProcessEnd::kStopped);
    } else if (until && Clock::now() >= *until) {
      end_by(ports::ProcessEnd::kTimedOut);
    }
    return false;
  }

  /// Adds the outputs, as what to wait for or only in their places, and says which.
  bool add_outputs(std::vector<pollfd>& polled) const {
    const bool may_read = !request_.may_read || request_.may_read();
    for (const OutputPipe& output : outputs_) {
      polled.push_back({may_read ? output.pipe.get() : -1, POLLIN, 0});
    }
    return may_read;
  }

  [[nodiscard]] bool is_ending() const { return end_ != ports::ProcessEnd::kExited; }

  /// The next rung of the ladder; the first one says why.
  void end_by(ports::ProcessEnd reason) {
    if (!is_ending()) {
      end_ = reason;
    }
    struct Rung {
      int signal;
      std::chrono::milliseconds time;
    };
    const std::array<Rung, 2> ladder{
        {{SIGINT, request_.grace.after_interrupt}, {SIGTERM, request_.grace.after_terminate}}};
    while (rung_ < ladder.size()) {
      const Rung& rung = ladder[rung_++];
      if (rung.time.count() > 0) {
        child_.signal_group(rung.signal);
        next_ = Clock::now() + rung.time;
        return;
      }
    }
    child_.signal_group(SIGKILL);
    next_.reset();
  }

  [[nodiscard]] static int timeout(std::optional<Clock::time_point> until) {
    if (!until) {
      return kLongest;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*until - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, kLongest));
  }

  /// Reads from an output and forgets it at its end. How many bytes came.
  std::size_t read_once(std::size_t index, std::size_t most) {
    OutputPipe& output = outputs_[index];
    const ssize_t count = read_some(output.pipe.get(), buffer_.data(), std::min(most, buffer_.size()));
    if (count <= 0) {
      outputs_.erase(outputs_.begin() + static_cast<std::ptrdiff_t>(index));
      return 0;
    }
    output.on_bytes({buffer_.data(), static_cast<std::size_t>(count)});
    return static_cast<std::size_t>(count);
  }

  void hand_on_what_is_there() {
    for (std::size_t i = outputs_.size(); i > 0; --i) {
      int waiting = 0;
      ::ioctl(outputs_[i - 1].pipe.get(), FIONREAD, &waiting);
      auto left = static_cast<std::size_t>(std::max(waiting, 0));
      while (left > 0) {
        const std::size_t count = read_once(i - 1, left);
        if (count == 0) {
          break;
        }
        left -= count;
      }
    }
  }

  /// A stop or the deadline ends the grace, but not the program: that has ended by itself.
  void drain_for_grace(int wakeup) {
    if (is_ending()) {
      drain_until(Clock::now() + std::min(request_.stream_grace, kMostAfterStop), -1);
    } else {
      const auto end = Clock::now() + request_.stream_grace;
      drain_until(request_.deadline ? std::min(end, *request_.deadline) : end, wakeup);
    }
  }

  /// Reads until all outputs have ended, the time is over or `wakeup` (-1: none) is readable.
  void drain_until(Clock::time_point end, int wakeup) {
    while (!outputs_.empty() && Clock::now() < end) {
      std::vector<pollfd> polled{{wakeup, POLLIN, 0}};
      const bool may_read = add_outputs(polled);
      ::poll(polled.data(), polled.size(), may_read ? timeout(end) : std::min(timeout(end), kAskAgain));
      for (std::size_t i = outputs_.size(); i > 0; --i) {
        if (polled[i].revents != 0) {
          read_once(i - 1, buffer_.size());
        }
      }
      if (polled[0].revents != 0) {
        return;
      }
    }
  }

  [[nodiscard]] ports::ProcessOutcome outcome(int status) const {
    const int code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    if (is_ending()) {
      return {end_, code};
    }
    return {WIFSIGNALED(status) ? ports::ProcessEnd::kSignalled : ports::ProcessEnd::kExited, code};
  }

  Child child_;
  std::vector<OutputPipe> outputs_;
  const ports::ProcessRequest& request_;
  /// When the next rung is due: the request's deadline first.
  std::optional<Clock::time_point> next_;
  std::size_t rung_ = 0;
  ports::ProcessEnd end_ = ports::ProcessEnd::kExited;
  std::array<char, 65536> buffer_;
};

}  // namespace

Result<ports::ProcessOutcome> supervise(Child child, std::vector<OutputPipe> outputs,
                                        const ports::ProcessRequest& request, const std::stop_token& stop,
                                        BackgroundReader& background) {
  return Supervision(std::move(child), std::move(outputs), request).watch(stop, background);
}

}  // namespace ropewalk::platform
