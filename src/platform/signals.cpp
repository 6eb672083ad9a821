// Interrupts of this process as a stop token.
//
// A handler may do almost nothing, so it writes one byte into a pipe, and a thread that reads the pipe does the rest.
// The two atomics are the one state of the program that cannot be passed in: a handler has no parameters of its own.
#include "platform/signals.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <stdexcept>

namespace ropewalk::platform {
namespace {

constexpr std::array kCaught{SIGINT, SIGTERM, SIGHUP};
constexpr int kExitInterrupted = 130;
constexpr char kInterrupt = 'i';
constexpr char kQuit = 'q';

std::atomic<int> wakeup_descriptor = -1;
std::atomic<int> interrupts = 0;
static_assert(std::atomic<int>::is_always_lock_free, "only then may a handler use them");

void on_signal(int) {
  const int saved = errno;
  if (++interrupts > 2) {
    ::_exit(kExitInterrupted);
  }
  static_cast<void>(!::write(wakeup_descriptor, &kInterrupt, 1));
  errno = saved;
}

}  // namespace

RealSignals::RealSignals(std::function<void()> before_hard_end) {
  Result<Pipe> pipe = make_pipe();
  if (!pipe) {
    throw std::runtime_error(pipe.error().message);
  }
  pipe_ = std::move(*pipe);
  interrupts = 0;
  wakeup_descriptor = pipe_.write.get();
  thread_ = std::thread([this, before_hard_end = std::move(before_hard_end)] { listen(before_hard_end); });
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
  thread_.join();
  wakeup_descriptor = -1;
}

void RealSignals::listen(const std::function<void()>& before_hard_end) {
  int count = 0;
  char byte = 0;
  while (read_some(pipe_.read.get(), &byte, 1) == 1 && byte != kQuit) {
    if (++count > 1) {
      before_hard_end();
      ::_exit(kExitInterrupted);
    }
    source_.request_stop();
  }
}

}  // namespace ropewalk::platform
