// Requests go out when they are due, whatever became of those before. A connection that is free is used again; where
// there is none a new one is made, and where there may be no more, the request waits and its time runs. One thread does
// it all: what the kernel says is ready is done at once, and a timer of the kernel's (to the nanosecond, not to poll's
// millisecond) says when the next request is due.
#include "platform/load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>

#include "platform/descriptor.h"
#include "ports/http_reply.h"

namespace ropewalk::platform {
namespace {

using Clock = std::chrono::steady_clock;
using Nanoseconds = std::chrono::nanoseconds;

/// Time-outs and stops are looked for this often.
constexpr Nanoseconds kLook = std::chrono::milliseconds(20);
/// Before the first request is due, everything is ready.
constexpr Nanoseconds kLead = std::chrono::milliseconds(5);
constexpr std::size_t kEvents = 64;
constexpr std::size_t kBuffer = 64 * 1024;

struct Connection {
  Descriptor socket;
  /// Which request it is busy with.
  std::optional<std::size_t> request = {};
  std::size_t sent = 0;
  ports::HttpReply reply = {};
  /// It has answered before, so the other side may just have closed it.
  bool is_used = false;
};

class Sending {
 public:
  Sending(const ports::LoadRequest& request, std::stop_token stop)
      : request_(request), stop_(std::move(stop)), answers_(request.due.size()), is_done_(request.due.size()) {}

  Result<std::vector<ports::LoadAnswer>> run() {
    epoll_ = Descriptor(::epoll_create1(EPOLL_CLOEXEC));
    timer_ = Descriptor(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    epoll_event event{.events = EPOLLIN, .data = {.ptr = nullptr}};
    if (epoll_.get() < 0 || timer_.get() < 0 || ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, timer_.get(), &event) != 0) {
      return fail(ErrorKind::kInternal, std::string("no load can be sent: ") + std::strerror(errno));
    }
    begin_ = Clock::now() + kLead;
    while (done_ < answers_.size()) {
      if (stop_.stop_requested()) {
        return fail(ErrorKind::kInterrupted, "interrupted");
      }
      send_what_is_due();
      end_what_is_late();
      arm();
      std::array<epoll_event, kEvents> events;
      const int count = ::epoll_wait(epoll_.get(), events.data(), kEvents, -1);
      for (int i = 0; i < count; ++i) {
        handle(events[static_cast<std::size_t>(i)]);
      }
      gone_.clear();
    }
    return std::move(answers_);
  }

 private:
  void handle(const epoll_event& event) {
    auto* connection = static_cast<Connection*>(event.data.ptr);
    if (connection == nullptr) {
      std::uint64_t rings = 0;
      static_cast<void>(::read(timer_.get(), &rings, sizeof rings));
      return;
    }
    if (connection->socket.get() < 0) {
      return;  // closed by what was handled just before
    }
    if (!connection->request) {
      char byte = 0;
      // The other side has closed it, or says what nobody asked for; anything else is nothing new.
      if (::recv(connection->socket.get(), &byte, 1, MSG_PEEK) >= 0 || errno != EAGAIN) {
        drop(*connection);
      }
      return;
    }
    if ((event.events & EPOLLOUT) != 0 && connection->sent < request_.bytes.size()) {
      send_rest(*connection);
    }
    if (connection->socket.get() >= 0 && (event.events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
      receive(*connection);
    }
  }

  void send_what_is_due() {
    while (next_ < answers_.size() && begin_ + request_.due[next_] <= Clock::now()) {
      answers_[next_].late = Clock::now() - (begin_ + request_.due[next_]);
      waiting_.push_back(next_++);
    }
    while (!waiting_.empty()) {
      const std::size_t request = waiting_.front();
      if (is_done_[request]) {
        waiting_.pop_front();
        continue;
      }
      Connection* connection = free_connection();
      if (connection == nullptr) {
        return;
      }
      waiting_.pop_front();
      start(*connection, request);
    }
  }

  void start(Connection& connection, std::size_t request) {
    connection.request = request;
    connection.sent = 0;
    connection.reply = ports::HttpReply();
    if (connection.socket.get() < 0) {
      finish(connection, ports::LoadEnd::kRefused);
    } else {
      send_rest(connection);
    }
  }

  /// One that is free, or a new one; nothing when there may be no more.
  Connection* free_connection() {
    while (!free_.empty()) {
      Connection* connection = free_.back();
      free_.pop_back();
      if (connection->socket.get() >= 0) {
        return connection;
      }
    }
    return open_ < request_.most_connections ? connect() : nullptr;
  }

  Connection* connect() {
    connections_.push_back(std::make_unique<Connection>());
    Connection& connection = *connections_.back();
    connection.socket = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int yes = 1;
    ::setsockopt(connection.socket.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<std::uint16_t>(request_.port));
    ::inet_pton(AF_INET, request_.address.c_str(), &to.sin_addr);
    epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.ptr = &connection}};
    const bool is_there = connection.socket.get() >= 0 &&
                          (::connect(connection.socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0 ||
                           errno == EINPROGRESS) &&
                          ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, connection.socket.get(), &event) == 0;
    ++open_;
    if (!is_there) {
      connection.socket = Descriptor();
    }
    return &connection;
  }

  void send_rest(Connection& connection) {
    while (connection.sent < request_.bytes.size()) {
      const ssize_t count = ::send(connection.socket.get(), request_.bytes.data() + connection.sent,
                                   request_.bytes.size() - connection.sent, MSG_NOSIGNAL);
      if (count > 0) {
        connection.sent += static_cast<std::size_t>(count);
      } else if (errno == EAGAIN || errno == ENOTCONN) {
        return;
      } else if (errno != EINTR) {
        break_off(connection, errno == ECONNREFUSED ? ports::LoadEnd::kRefused : ports::LoadEnd::kBroken);
        return;
      }
    }
  }

  void receive(Connection& connection) {
    while (connection.socket.get() >= 0 && connection.request) {
      const ssize_t count = ::recv(connection.socket.get(), buffer_.data(), buffer_.size(), 0);
      if (count < 0 && errno == EINTR) {
        continue;
      }
      if (count < 0 && errno == EAGAIN) {
        return;
      }
      if (count < 0) {
        break_off(connection, errno == ECONNREFUSED ? ports::LoadEnd::kRefused : ports::LoadEnd::kBroken);
        return;
      }
      const auto state = count == 0 ? connection.reply.close()
                                    : connection.reply.feed({buffer_.data(), static_cast<std::size_t>(count)});
      if (state == ports::HttpReply::State::kComplete) {
        finish(connection, ports::LoadEnd::kAnswered);
      } else if (state == ports::HttpReply::State::kBroken) {
        break_off(connection, ports::LoadEnd::kBroken);
      }
    }
  }

  /// A used connection that the other side has closed before it saw the request: it is sent on another one.
  void break_off(Connection& connection, ports::LoadEnd end) {
    if (connection.is_used && connection.reply.is_untouched() && connection.request) {
      const std::size_t request = *connection.request;
      connection.request = std::nullopt;
      drop(connection);
      waiting_.push_front(request);
      return;
    }
    finish(connection, end);
  }

  void finish(Connection& connection, ports::LoadEnd end) {
    const std::size_t request = *connection.request;
    set(request, end, connection.reply.status());
    connection.request = std::nullopt;
    connection.is_used = true;
    if (end == ports::LoadEnd::kAnswered && connection.reply.keeps_alive()) {
      free_.push_back(&connection);
    } else {
      drop(connection);
    }
  }

  void set(std::size_t request, ports::LoadEnd end, int status) {
    ports::LoadAnswer& answer = answers_[request];
    answer.end = end;
    answer.status = end == ports::LoadEnd::kAnswered ? status : 0;
    answer.time = Clock::now() - (begin_ + request_.due[request]);
    is_done_[request] = true;
    ++done_;
  }

  void drop(Connection& connection) {
    connection.socket = Descriptor();
    --open_;
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      if (connections_[i].get() == &connection) {
        // Events that are read already may name it.
        gone_.push_back(std::move(connections_[i]));
        connections_[i] = std::move(connections_.back());
        connections_.pop_back();
        break;
      }
    }
    std::erase(free_, &connection);
  }

  void end_what_is_late() {
    const Clock::time_point now = Clock::now();
    while (first_ < next_ && begin_ + request_.due[first_] + request_.timeout <= now) {
      if (!is_done_[first_]) {
        end_request(first_);
      }
      ++first_;
    }
  }

  void end_request(std::size_t request) {
    for (const std::unique_ptr<Connection>& connection : connections_) {
      if (connection->request == request) {
        finish(*connection, ports::LoadEnd::kTimedOut);
        return;
      }
    }
    set(request, ports::LoadEnd::kTimedOut, 0);
  }

  void arm() {
    Clock::time_point when = Clock::now() + kLook;
    if (next_ < answers_.size()) {
      when = std::min(when, begin_ + request_.due[next_]);
    }
    const auto time = std::max(std::chrono::duration_cast<Nanoseconds>(when.time_since_epoch()), Nanoseconds(1));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
    itimerspec spec{};
    spec.it_value.tv_sec = seconds.count();
    spec.it_value.tv_nsec = (time - seconds).count();
    ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &spec, nullptr);
  }

  const ports::LoadRequest& request_;
  std::stop_token stop_;
  std::vector<ports::LoadAnswer> answers_;
  std::vector<bool> is_done_;
  Descriptor epoll_;
  Descriptor timer_;
  Clock::time_point begin_;
  /// The next that is due, the first that may be under way, and how many have ended.
  std::size_t next_ = 0;
  std::size_t first_ = 0;
  std::size_t done_ = 0;
  std::size_t open_ = 0;
  std::deque<std::size_t> waiting_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Connection>> gone_;
  std::vector<Connection*> free_;
  std::array<char, kBuffer> buffer_;
};

}  // namespace

Result<std::vector<ports::LoadAnswer>> RealLoad::send(const ports::LoadRequest& request, std::stop_token stop) {
  // Its buffer is large for a stack.
  return std::make_unique<Sending>(request, std::move(stop))->run();
}

}  // namespace ropewalk::platform
