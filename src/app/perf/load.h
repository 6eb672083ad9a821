// Puts a load on a service and tells how long its answers took: the use case behind `ropewalk perf load`.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "perf/load/histogram.h"
#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/load.h"
#include "ports/loopback.h"
#include "ports/process.h"

namespace ropewalk::app {

struct LoadPlan {
  /// Starts the service in `folder`, by a shell; `{port}` in it, and the variable PORT, is the port that it has to
  /// listen on. Empty: it runs already.
  std::string start = {};
  std::filesystem::path folder = {};
  std::string address = "127.0.0.1";
  int port = 80;
  std::string method = "GET";
  /// Path and query.
  std::string target = "/";
  /// Answers below 500 when the service is ready; empty: `target`.
  std::string ready = {};
  /// `Name: value`.
  std::vector<std::string> headers = {};
  std::string body = {};
  /// Requests a second, by chance as those of many users come.
  double rate = 200;
  std::chrono::duration<double> duration{5};
  /// Before it, at the same rate; nothing of it counts.
  std::chrono::duration<double> warm_up{1};
  std::chrono::milliseconds timeout{10'000};
  std::size_t most_connections = 256;
};

struct LoadReport {
  /// Without the warm-up.
  std::size_t requests = 0;
  /// Of what was answered with a status below 400, and of what was not answered in time, which counts with that time.
  perf::Histogram times = {};
  /// How often each went wrong: `status 503`, `refused`, `broken off`, `timed out`.
  std::map<std::string, std::size_t> errors = {};
  /// How late this machine was itself in sending.
  perf::Histogram late = {};

  [[nodiscard]] std::size_t failed() const;
};

struct LoadPorts {
  ports::Process& process;
  const ports::Environment& environment;
  ports::Clock& clock;
  ports::Loopback& loopback;
  ports::Load& load;
};

/// Starts the service if it is to, waits until it is ready, and ends it afterwards. Errors: kUsage for a request that
/// cannot be sent, kInvalid for a service that ends or is not ready within 30 s, kInterrupted.
[[nodiscard]] Result<LoadReport> put_load(const LoadPlan& plan, const LoadPorts& ports, const std::stop_token& stop);

}  // namespace ropewalk::app
