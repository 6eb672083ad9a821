#include "net/http_server.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <list>
#include <thread>
#include <utility>
#include <vector>

#include "net/served_text.h"

namespace ropewalk::net {
namespace {

using Time = std::chrono::steady_clock::time_point;

/// More connections than this wait in the kernel.
constexpr std::size_t kMostConnections = 64;
/// Who takes longer to ask or to read is cut off.
constexpr std::chrono::seconds kPatience{10};

class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_ = -1;
};

struct Connection {
  Socket socket;
  Time end;
  std::string in = {};
  /// What is left to be sent; once there is something, nothing more is read.
  std::string out = {};
  bool is_done = false;
};

class RealListener final : public ports::Listener {
 public:
  RealListener(Socket socket, Socket wake, int port, ports::ServeRequest serve)
      : socket_(std::move(socket)), wake_(std::move(wake)), port_(port), serve_(std::move(serve)) {
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }
  ~RealListener() override {
    thread_.request_stop();
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wake_.get(), &one, sizeof one));
    thread_.join();
  }

  [[nodiscard]] int port() const override { return port_; }

 private:
  void work(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::vector<pollfd> waits{{wake_.get(), POLLIN, 0}};
      const bool has_room = connections_.size() < kMostConnections;
      waits.push_back({has_room ? socket_.get() : -1, POLLIN, 0});
      for (const Connection& connection : connections_) {
        waits.push_back({connection.socket.get(), static_cast<short>(connection.out.empty() ? POLLIN : POLLOUT), 0});
      }
      if (::poll(waits.data(), waits.size(), connections_.empty() ? -1 : 1000) < 0 && errno != EINTR) {
        return;
      }
      std::size_t at = 2;
      for (Connection& connection : connections_) {
        if (waits[at++].revents != 0) {
          go_on(connection);
        }
      }
      const Time now = std::chrono::steady_clock::now();
      connections_.remove_if([&](const Connection& connection) { return connection.is_done || connection.end < now; });
      if (waits[1].revents != 0) {
        accept_one(now);
      }
    }
  }

  void accept_one(Time now) {
    Socket socket(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (socket.get() >= 0) {
      connections_.push_back({.socket = std::move(socket), .end = now + kPatience});
    }
  }

  void go_on(Connection& connection) {
    if (connection.out.empty()) {
      read_some(connection);
    }
    if (!connection.out.empty()) {
      write_some(connection);
    }
  }

  void read_some(Connection& connection) {
    std::string buffer(16384, '\0');
    const ssize_t got = ::recv(connection.socket.get(), buffer.data(), buffer.size(), 0);
    if (got <= 0) {
      connection.is_done = got == 0 || (errno != EAGAIN && errno != EINTR);
      return;
    }
    connection.in.append(buffer, 0, static_cast<std::size_t>(got));
    const ReadRequest read = read_request(connection.in);
    switch (read.state) {
      case ReadRequest::State::kMore: return;
      case ReadRequest::State::kBad:
        connection.out = response_text({.status = 400, .body = "not a request that this server reads\n"}, true);
        return;
      case ReadRequest::State::kWhole:
        connection.out = response_text(serve_(read.request), read.request.method != "HEAD");
        return;
    }
  }

  static void write_some(Connection& connection) {
    const ssize_t sent =
        ::send(connection.socket.get(), connection.out.data(), connection.out.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      connection.is_done = errno != EAGAIN && errno != EINTR;
      return;
    }
    connection.out.erase(0, static_cast<std::size_t>(sent));
    if (connection.out.empty()) {
      // The end goes before the close, so that what the peer still sends does not take the answer from it.
      ::shutdown(connection.socket.get(), SHUT_WR);
      connection.is_done = true;
    }
  }

  Socket socket_;
  Socket wake_;
  int port_;
  ports::ServeRequest serve_;
  std::list<Connection> connections_;
  std::jthread thread_;
};

int bound_port(int socket) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    return 0;
  }
  return address.ss_family == AF_INET6 ? ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port)
                                       : ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

}  // namespace

Result<std::unique_ptr<ports::Listener>> RealHttpServer::listen(std::string_view address, ports::ServeRequest serve) {
  const std::size_t colon = address.rfind(':');
  const std::string port(colon == std::string_view::npos ? address : address.substr(colon + 1));
  std::string host(colon == std::string_view::npos ? "" : address.substr(0, colon));
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  }
  host = host.empty() || host == "localhost" ? "127.0.0.1" : host;
  addrinfo wanted{};
  wanted.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(host.c_str(), port.c_str(), &wanted, &found) != 0) {
    return fail(ErrorKind::kUsage, fmt::format("'{}' is not an address to listen on", address),
                "write it as HOST:PORT: 127.0.0.1:9100");
  }
  Socket socket(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const bool listens = ::bind(socket.get(), found->ai_addr, found->ai_addrlen) == 0 && ::listen(socket.get(), 128) == 0;
  const int error = errno;
  ::freeaddrinfo(found);
  if (!listens) {
    return fail(ErrorKind::kUsage, fmt::format("cannot listen on {}: {}", address, std::strerror(error)));
  }
  Socket wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  const int chosen = bound_port(socket.get());
  return std::make_unique<RealListener>(std::move(socket), std::move(wake), chosen, std::move(serve));
}

}  // namespace ropewalk::net
