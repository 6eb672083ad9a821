// Requests to a service on this machine, each at its own time whatever became of those before: an open-loop load.
#pragma once

#include <chrono>
#include <cstddef>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"

namespace ropewalk::ports {

struct LoadRequest {
  std::string address = "127.0.0.1";
  int port = 0;
  /// The whole request as it is sent (HTTP/1.1), the same each time.
  std::string bytes;
  /// When each is to be sent, from the begin on, in order.
  std::vector<std::chrono::nanoseconds> due;
  /// What comes when all are busy waits for one, and that is part of its time.
  std::size_t most_connections = 256;
  /// For each, from when it was due.
  std::chrono::milliseconds timeout{10'000};
};

enum class LoadEnd { kAnswered, kRefused, kBroken, kTimedOut };

struct LoadAnswer {
  LoadEnd end = LoadEnd::kTimedOut;
  int status = 0;
  /// From when the request was due, and not from when it could be sent, to the last byte of the answer. So a service
  /// that makes others wait shows it.
  std::chrono::nanoseconds time{0};
  /// How much later than due this machine came to it.
  std::chrono::nanoseconds late{0};
};

class Load {
 public:
  virtual ~Load() = default;
  /// One answer for each that was due, in that order. Errors: kInternal, kInterrupted.
  [[nodiscard]] virtual Result<std::vector<LoadAnswer>> send(const LoadRequest& request, std::stop_token stop) = 0;
};

}  // namespace ropewalk::ports
