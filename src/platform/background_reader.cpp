// Reads and drops what processes still write after their step is over.
#include "platform/background_reader.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <system_error>

namespace ropewalk::platform {

BackgroundReader::~BackgroundReader() {
  {
    const std::lock_guard lock(mutex_);
    is_stopping_ = true;
  }
  if (thread_.joinable()) {
    wake();
    thread_.join();
  }
}

void BackgroundReader::wake() const {
  const std::uint64_t one = 1;
  static_cast<void>(!::write(wakeup_.get(), &one, sizeof one));
}

void BackgroundReader::take(Descriptor pipe) {
  const std::lock_guard lock(mutex_);
  if (!thread_.joinable()) {
    wakeup_ = Descriptor(::eventfd(0, EFD_CLOEXEC));
    if (!wakeup_.is_open()) {
      return;
    }
    try {
      thread_ = std::thread([this] { read_all(); });
    } catch (const std::system_error&) {
      return;  // Without a thread the pipe is closed, as if nobody had waited for it.
    }
  }
  arrived_.push_back(std::move(pipe));
  wake();
}

void BackgroundReader::read_all() {
  std::vector<Descriptor> pipes;
  std::array<char, 65536> buffer{};
  while (true) {
    std::vector<pollfd> polled{{wakeup_.get(), POLLIN, 0}};
    for (const Descriptor& pipe : pipes) {
      polled.push_back({pipe.get(), POLLIN, 0});
    }
    ::poll(polled.data(), polled.size(), -1);
    for (std::size_t i = pipes.size(); i > 0; --i) {
      if (polled[i].revents != 0 && read_some(pipes[i - 1].get(), buffer.data(), buffer.size()) <= 0) {
        pipes.erase(pipes.begin() + static_cast<std::ptrdiff_t>(i) - 1);
      }
    }
    if (polled[0].revents != 0) {
      std::uint64_t count = 0;
      static_cast<void>(!::read(wakeup_.get(), &count, sizeof count));
      const std::lock_guard lock(mutex_);
      if (is_stopping_) {
        return;
      }
      std::move(arrived_.begin(), arrived_.end(), std::back_inserter(pipes));
      arrived_.clear();
    }
  }
}

}  // namespace ropewalk::platform
