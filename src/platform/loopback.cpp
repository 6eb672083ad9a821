#include "platform/loopback.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <optional>
#include <random>

#include "base/strings.h"
#include "platform/descriptor.h"

namespace ropewalk::platform {
namespace {

using Deadline = std::chrono::steady_clock::time_point;

/// False when the time is over before the descriptor is ready.
bool wait_for(int fd, short events, Deadline deadline) {
  while (true) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd ready{fd, events, 0};
    const int count = ::poll(&ready, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (count > 0) {
      return true;
    }
    if (count == 0 || errno != EINTR) {
      return false;
    }
  }
}

/// 0, or why there is no connection.
int connect_until(int fd, const sockaddr* address, socklen_t size, Deadline deadline) {
  if (::connect(fd, address, size) == 0) {
    return 0;
  }
  if (errno != EINPROGRESS && errno != EAGAIN) {
    return errno;
  }
  if (!wait_for(fd, POLLOUT, deadline)) {
    return ETIMEDOUT;
  }
  int error = 0;
  socklen_t length = sizeof error;
  ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
  return error;
}

/// A port that no outgoing connection gets by itself; 0 when there are hardly any.
int quiet_port() {
  constexpr int kLowest = 20'000;
  constexpr int kFewest = 1'000;
  int first_of_system = 0;
  std::ifstream("/proc/sys/net/ipv4/ip_local_port_range") >> first_of_system;
  if (first_of_system - kLowest < kFewest) {
    return 0;
  }
  std::random_device random;
  return kLowest + static_cast<int>(random() % static_cast<unsigned>(first_of_system - kLowest));
}

bool send_all(int fd, std::string_view text, Deadline deadline) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      text.remove_prefix(static_cast<std::size_t>(sent));
    } else if (sent < 0 && errno == EAGAIN) {
      if (!wait_for(fd, POLLOUT, deadline)) {
        return false;
      }
    } else if (sent < 0 && errno != EINTR) {
      return false;
    }
  }
  return true;
}

enum class Received { kAll, kTimedOut, kFailed };

/// Until the other side closes, or `is_enough` says so.
template <class Enough>
Received receive(int fd, std::string& text, Deadline deadline, const Enough& is_enough) {
  std::array<char, 16384> buffer;
  while (!is_enough()) {
    const ssize_t count = ::recv(fd, buffer.data(), buffer.size(), 0);
    if (count > 0) {
      text.append(buffer.data(), static_cast<std::size_t>(count));
    } else if (count == 0) {
      return Received::kAll;
    } else if (errno == EAGAIN) {
      if (!wait_for(fd, POLLIN, deadline)) {
        return Received::kTimedOut;
      }
    } else if (errno != EINTR) {
      return Received::kFailed;
    }
  }
  return Received::kAll;
}

sockaddr_in address_of(const std::string& address, int port) {
  sockaddr_in in{};
  in.sin_family = AF_INET;
  in.sin_port = htons(static_cast<std::uint16_t>(port));
  ::inet_pton(AF_INET, address.c_str(), &in.sin_addr);
  return in;
}

/// The status of a complete head, and where the body begins.
std::optional<std::pair<int, std::size_t>> read_head(std::string_view text) {
  const std::size_t end = text.find("\r\n\r\n");
  if (end == std::string_view::npos || !text.starts_with("HTTP/1.") || text.size() < 12) {
    return std::nullopt;
  }
  int status = 0;
  std::from_chars(text.data() + 9, text.data() + 12, status);
  return std::pair(status, end + 4);
}

std::string header_of(std::string_view head, std::string_view name) {
  for (const std::string_view line : split_lines(head)) {
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && equals_ignoring_case(line.substr(0, colon), name)) {
      return std::string(trim(line.substr(colon + 1)));
    }
  }
  return {};
}

constexpr std::size_t kMostBody = 64 * 1024;

}  // namespace

Result<std::string> RealLoopback::ask(const std::filesystem::path& socket, std::string_view text,
                                      std::chrono::milliseconds timeout) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  // An address has room for 108 bytes, and a path may be longer: its folder is named by a descriptor.
  const std::string& path = socket.native();
  const Descriptor folder(::open(socket.parent_path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  const std::string name = fmt::format("/proc/self/fd/{}/{}", folder.get(), socket.filename().string());
  if (!folder.is_open() || name.size() >= sizeof address.sun_path) {
    return fail(ErrorKind::kNotFound, fmt::format("nothing answers at '{}': no such folder", path));
  }
  std::copy(name.begin(), name.end(), static_cast<char*>(address.sun_path));
  const Descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.is_open()) {
    return fail(system_error(errno, "cannot open a socket"));
  }
  const Deadline deadline = std::chrono::steady_clock::now() + timeout;
  if (const int error =
          connect_until(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address, deadline)) {
    return fail(ErrorKind::kNotFound,
                fmt::format("nothing answers at '{}': {}", path, system_error(error, "connect").message));
  }
  std::string answer;
  if (!send_all(fd.get(), text, deadline)) {
    return fail(ErrorKind::kInternal, fmt::format("'{}' takes no command", path));
  }
  if (receive(fd.get(), answer, deadline, [] { return false; }) != Received::kAll) {
    return fail(ErrorKind::kInternal, fmt::format("'{}' did not answer within {} ms", path, timeout.count()));
  }
  return answer;
}

ports::ProbeAnswer RealLoopback::probe(const ports::ProbeRequest& request) {
  const auto start = std::chrono::steady_clock::now();
  const Deadline deadline = start + request.timeout;
  ports::ProbeAnswer answer;
  const auto done = [&](ports::ProbeEnd end) {
    answer.end = end;
    answer.time = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    return answer;
  };
  const Descriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_in address = address_of(request.address, request.port);
  const int error = connect_until(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address, deadline);
  if (error != 0) {
    return done(error == ETIMEDOUT ? ports::ProbeEnd::kHangs : ports::ProbeEnd::kRefused);
  }
  const std::string text = fmt::format(
      "GET {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: ropewalk-probe\r\nAccept: */*\r\nConnection: close\r\n\r\n",
      request.path, request.host);
  std::string received;
  if (!send_all(fd.get(), text, deadline)) {
    return done(ports::ProbeEnd::kBroken);
  }
  const Received end = receive(fd.get(), received, deadline, [&] { return received.size() > kMostBody; });
  const auto head = read_head(received);
  if (end == Received::kTimedOut) {
    return done(ports::ProbeEnd::kHangs);
  }
  if (!head) {
    return done(ports::ProbeEnd::kBroken);
  }
  answer.status = head->first;
  answer.content_type = header_of(std::string_view(received).substr(0, head->second), "content-type");
  answer.body = received.substr(head->second);
  return done(ports::ProbeEnd::kAnswered);
}

Result<int> RealLoopback::free_port(const std::vector<int>& taken) {
  constexpr int kTries = 100;
  for (int i = 0; i < kTries; ++i) {
    // Below those that the system gives to outgoing connections: one of them would be in the way of a service that is
    // started again. Where no such port is free, whatever the system has.
    const int wanted = i < kTries / 2 ? quiet_port() : 0;
    const Descriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address = address_of("127.0.0.1", wanted);
    socklen_t size = sizeof address;
    if (!fd.is_open()) {
      return fail(system_error(errno, "no free port on this machine"));
    }
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
        ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      if (wanted != 0) {
        continue;
      }
      return fail(system_error(errno, "no free port on this machine"));
    }
    const int port = ntohs(address.sin_port);
    if (std::find(taken.begin(), taken.end(), port) == taken.end()) {
      return port;
    }
  }
  return fail(ErrorKind::kInternal, "no free port on this machine");
}

bool RealLoopback::is_listening(int port) {
  const Descriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const sockaddr_in address = address_of("127.0.0.1", port);
  return connect_until(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address,
                       std::chrono::steady_clock::now() + std::chrono::seconds(1)) == 0;
}

}  // namespace ropewalk::platform
