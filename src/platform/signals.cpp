// Interrupts of this process as stop tokens.
//
// A handler may do almost nothing, so it writes one byte into a pipe, and a thread that reads the pipe does the rest.
// That thread only counts and keeps the time: callbacks of a stop token run where the stop is requested, and one that
// hangs must not keep the next interrupt from being heard, so each request is made on a thread of its own.
// The atomic is the one state of the program that cannot be passed in: a handler has no parameters of its own.
#include "platform/signals.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <future>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>

namespace ropewalk::platform {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::array kCaught{SIGINT, SIGTERM, SIGHUP};
constexpr int kExitInterrupted = 130;
/// How long the callbacks of the second interrupt have before everything is killed all the same.
constexpr std::chrono::milliseconds kRequestTime{200};
constexpr char kInterrupt = 'i';
constexpr char kQuit = 'q';

std::atomic<int> wakeup_descriptor = -1;
static_assert(std::atomic<int>::is_always_lock_free, "only then may a handler use it");

void on_signal(int) {
  const int saved = errno;
  static_cast<void>(!::write(wakeup_descriptor, &kInterrupt, 1));
  errno = saved;
}

/// Whether the descriptor is readable before `end`; without an end it waits for ever.
bool is_readable_before(int fd, std::optional<Clock::time_point> end) {
  while (true) {
    const auto left = end ? std::chrono::ceil<std::chrono::milliseconds>(*end - Clock::now()).count() : -1;
    pollfd ready{fd, POLLIN, 0};
    const int count = ::poll(&ready, 1, end ? static_cast<int>(std::max<std::int64_t>(left, 0)) : -1);
    if (count > 0) {
      return true;
    }
    if (count == 0 && end) {
      return false;
    }
  }
}

}  // namespace

RealSignals::RealSignals(HardEnd hard_end) : hard_end_(std::move(hard_end)) {
  Result<Pipe> pipe = make_pipe();
  if (!pipe) {
    throw std::runtime_error(pipe.error().message);
  }
  pipe_ = std::move(*pipe);
  wakeup_descriptor = pipe_.write.get();
  listener_ = std::thread([this] { listen(); });
  for (const int signal : kCaught) {
    struct sigaction before = {};
    struct sigaction action = {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal, nullptr, &before);
    if (before.sa_handler != SIG_IGN) {
      ::sigaction(signal, &action, nullptr);
      replaced_.emplace_back(signal, before);
    }
  }
}

RealSignals::~RealSignals() {
  for (const auto& [signal, before] : replaced_) {
    ::sigaction(signal, &before, nullptr);
  }
  static_cast<void>(!::write(pipe_.write.get(), &kQuit, 1));
  listener_.join();
  wakeup_descriptor = -1;
}

void RealSignals::act(std::function<void()> action) {
  try {
    actions_.emplace_back(action);
  } catch (const std::system_error&) {  // No thread is left to be had, so it is done here.
    action();
  }
}

void RealSignals::listen() {
  int count = 0;
  std::optional<Clock::time_point> end;
  while (is_readable_before(pipe_.read.get(), end)) {
    char byte = 0;
    if (read_some(pipe_.read.get(), &byte, 1) != 1 || byte == kQuit) {
      return;
    }
    if (++count == 1) {
      act([this] { interrupted_.request_stop(); });
    } else if (count == 2) {
      end = Clock::now() + hard_end_.patience;
      // Whoever waits for a program that is killed now has to know already that it was stopped; but a callback that
      // hangs must not keep anything alive.
      const auto requested = std::make_shared<std::promise<void>>();
      act([this, requested] {
        forced_.request_stop();
        requested->set_value();
      });
      act([this, requested] {
        requested->get_future().wait_for(kRequestTime);
        hard_end_.kill();
      });
    }
  }
  hard_end_.give_up();
  ::_exit(kExitInterrupted);
}

}  // namespace ropewalk::platform
