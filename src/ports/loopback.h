// Short talks with what listens on this machine: a proxy's command socket, a service's health path.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::ports {

struct ProbeRequest {
  std::string address = "127.0.0.1";
  int port = 0;
  std::string path = "/";
  /// The Host header.
  std::string host = "localhost";
  std::chrono::milliseconds timeout{2000};
};

enum class ProbeEnd { kAnswered, kRefused, kHangs, kBroken };

struct ProbeAnswer {
  ProbeEnd end = ProbeEnd::kRefused;
  int status = 0;
  std::chrono::microseconds time{0};
  /// The first bytes of the body.
  std::string body = {};
  std::string content_type = {};
};

class Loopback {
 public:
  virtual ~Loopback() = default;
  /// Sends a text over a Unix socket and returns all that comes until the other side closes.
  /// Errors: kNotFound when nothing listens, kInternal when it doesn't answer in time.
  [[nodiscard]] virtual Result<std::string> ask(const std::filesystem::path& socket, std::string_view text,
                                                std::chrono::milliseconds timeout) = 0;
  /// One `GET` over a connection of its own.
  [[nodiscard]] virtual ProbeAnswer probe(const ProbeRequest& request) = 0;
  /// A TCP port on 127.0.0.1 that nothing listens on, none of `taken`. Errors: kInternal.
  [[nodiscard]] virtual Result<int> free_port(const std::vector<int>& taken) = 0;
  /// Whether something listens on the port.
  [[nodiscard]] virtual bool is_listening(int port) = 0;
};

}  // namespace ropewalk::ports
