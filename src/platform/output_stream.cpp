// One of our outputs, written to so that a reader who has stopped reading cannot hold us for ever.
//
// A pipe whose reader pauses, and a terminal after Ctrl-S, block write(2) without an end, and no stop request wakes it.
// O_NONBLOCK would help, but the flag belongs to the open file, which we share with the shell and everybody else on the
// terminal. Opening /proc/self/fd/N gives an open file of our own of the same pipe or terminal; a socket has a flag for
// each call. Where neither works, a ready descriptor gets no more bytes at once than a pipe promises to take.
#include "platform/output_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <limits.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>

namespace ropewalk::platform {
namespace {

using Clock = std::chrono::steady_clock;

/// Waits until the descriptor takes more. False when `give_up` was requested and the patience is over.
bool wait_for_room(int fd, const std::stop_token& give_up) {
  const Descriptor wakeup(give_up.stop_possible() ? ::eventfd(0, EFD_CLOEXEC) : -1);
  const std::stop_callback on_stop(give_up, [&wakeup] {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wakeup.get(), &one, sizeof one));
  });
  std::optional<Clock::time_point> end;
  while (true) {
    pollfd polled[] = {{fd, POLLOUT, 0}, {end ? -1 : wakeup.get(), POLLIN, 0}};
    int time = -1;
    if (end) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end - Clock::now()).count();
      time = static_cast<int>(std::max<std::int64_t>(left, 0));
    }
    const int count = ::poll(polled, 2, time);
    if (count > 0 && polled[0].revents != 0) {
      return true;
    }
    if (count == 0 && end) {
      return false;
    }
    if (polled[1].revents != 0) {
      end = Clock::now() + OutputStream::kPatience;
    }
  }
}

}  // namespace

OutputStream::OutputStream(int fd) : fd_(fd), kind_(Kind::kPlain) {
  struct stat status = {};
  if (::fstat(fd, &status) != 0) {
    return;
  }
  if (S_ISSOCK(status.st_mode)) {
    kind_ = Kind::kSocket;
  } else if (S_ISFIFO(status.st_mode) || ::isatty(fd) == 1) {
    own_ =
        Descriptor(::open(fmt::format("/proc/self/fd/{}", fd).c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
    kind_ = own_.is_open() ? Kind::kOwn : Kind::kShared;
  }
}

ssize_t OutputStream::write_some(std::string_view text) const {
  switch (kind_) {
    case Kind::kPlain: return ::write(fd_, text.data(), text.size());
    case Kind::kOwn: return ::write(own_.get(), text.data(), text.size());
    case Kind::kSocket: return ::send(fd_, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    case Kind::kShared: break;
  }
  pollfd ready{fd_, POLLOUT, 0};
  if (::poll(&ready, 1, 0) == 0) {
    errno = EAGAIN;
    return -1;
  }
  return ::write(fd_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
}

int OutputStream::write_patiently(std::string_view text, const std::stop_token& give_up) {
  while (!text.empty()) {
    const ssize_t written = write_some(text);
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      if (!wait_for_room(fd_, give_up)) {
        return ETIMEDOUT;
      }
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

void OutputStream::write(std::string_view text, const std::stop_token& give_up) {
  const std::lock_guard lock(write_mutex_);
  if (is_closed_) {
    return;
  }
  const int error = write_patiently(text, give_up);
  if (error == 0) {
    return;
  }
  is_closed_ = true;
  // Who pipes us into `head` wants no more; and after a stop it is no news that nobody waited for the rest.
  if (error != EPIPE && error != ETIMEDOUT) {
    const std::lock_guard failure_lock(failure_mutex_);
    failure_ = std::error_code(error, std::generic_category()).message();
  }
}

void OutputStream::write_at_once(std::string_view text) const { static_cast<void>(!write_some(text)); }

std::string OutputStream::failure() const {
  const std::lock_guard lock(failure_mutex_);
  return failure_;
}

}  // namespace ropewalk::platform
