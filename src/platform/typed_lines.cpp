#include "platform/typed_lines.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace ropewalk::platform {

using std::chrono::milliseconds;

bool RealTypedLines::can_come() const { return ::isatty(descriptor_) == 1 && ::tcgetpgrp(descriptor_) == ::getpgrp(); }

std::optional<std::string> RealTypedLines::next(milliseconds time, const std::stop_token& stop) {
  // A stop is seen within this time. The terminal itself gathers a line, so that it comes at once.
  constexpr milliseconds kLook{100};
  for (milliseconds left = time; left.count() > 0 && !stop.stop_requested(); left -= kLook) {
    pollfd waiting{.fd = descriptor_, .events = POLLIN, .revents = 0};
    if (!can_come() || ::poll(&waiting, 1, static_cast<int>(std::min(left, kLook).count())) <= 0) {
      continue;
    }
    std::array<char, 256> bytes{};
    const auto count = ::read(descriptor_, bytes.data(), bytes.size());
    if (count <= 0) {
      return std::nullopt;
    }
    return std::string(trim(std::string_view(bytes.data(), static_cast<std::size_t>(count))));
  }
  return std::nullopt;
}

}  // namespace ropewalk::platform
