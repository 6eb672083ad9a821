#include "app/perf/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <thread>

#include "base/strings.h"
#include "perf/load/arrivals.h"
#include "ports/http_retry.h"

namespace ropewalk::app {
namespace {

constexpr std::chrono::seconds kReady{30};
constexpr std::chrono::milliseconds kLook{10};
/// Lines of the service's output that are kept for a message.
constexpr std::size_t kLines = 12;
/// All loads come in the same way, so that two versions get the same.
constexpr std::uint64_t kSeed = 1;
constexpr int kFirstError = 400;
constexpr int kFirstServerError = 500;

/// A service that runs while the object lives.
class Service {
 public:
  Service(const LoadPlan& plan, int port, const LoadPorts& ports, const std::stop_token& stop)
      : interrupted_(stop, [this] { stopping_.request_stop(); }) {
    ports::ProcessRequest request;
    request.arguments = {"bash", "-e", "-c", replace_all(plan.start, "{port}", std::to_string(port))};
    request.working_directory = plan.folder;
    request.environment = ports.environment.variables();
    request.environment.emplace_back("PORT", std::to_string(port));
    request.grace = {.after_interrupt = std::chrono::seconds(3), .after_terminate = std::chrono::seconds(1)};
    thread_ = std::thread([this, request = std::move(request), &process = ports.process] {
      const auto done =
          process.run(request, [this](const ports::OutputLine& line) { keep(line.text); }, stopping_.get_token());
      if (!done) {
        keep(done.error().message);
      }
      has_ended_ = true;
    });
  }
  ~Service() {
    stopping_.request_stop();
    thread_.join();
  }
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  [[nodiscard]] bool has_ended() const { return has_ended_; }
  [[nodiscard]] std::string said() {
    const std::lock_guard lock(mutex_);
    return join({lines_.begin(), lines_.end()}, "\n");
  }

 private:
  void keep(std::string_view line) {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(line);
    if (lines_.size() > kLines) {
      lines_.pop_front();
    }
  }

  std::mutex mutex_;
  std::deque<std::string> lines_;
  std::atomic<bool> has_ended_ = false;
  std::stop_source stopping_;
  std::stop_callback<std::function<void()>> interrupted_;
  std::thread thread_;
};

Result<std::string> request_bytes(const LoadPlan& plan, int port) {
  std::string text =
      fmt::format("{} {} HTTP/1.1\r\nHost: {}:{}\r\nUser-Agent: ropewalk\r\nAccept: */*\r\n", plan.method, plan.target,
                  plan.address == "127.0.0.1" ? "localhost" : plan.address, port);
  for (const std::string& header : plan.headers) {
    if (header.find(':') == std::string::npos || header.find_first_of("\r\n") != std::string::npos) {
      return fail(ErrorKind::kUsage, fmt::format("'{}' is not a header", header), "write it as 'Name: value'");
    }
    text += header + "\r\n";
  }
  if (!plan.target.starts_with('/') || plan.target.find_first_of(" \r\n") != std::string::npos || plan.method.empty() ||
      plan.method.find_first_of(" \r\n") != std::string::npos) {
    return fail(ErrorKind::kUsage, fmt::format("'{} {}' cannot be asked for", plan.method, plan.target),
                "a path begins with / and has no blanks");
  }
  if (!plan.body.empty() || plan.method == "POST" || plan.method == "PUT") {
    text += fmt::format("Content-Length: {}\r\n", plan.body.size());
  }
  return text + "\r\n" + plan.body;
}

Result<void> wait_until_ready(const LoadPlan& plan, int port, Service* service, const LoadPorts& ports,
                              const std::stop_token& stop) {
  const auto deadline = ports.clock.monotonic() + kReady;
  const ports::Wait wait = ports::wait_on(ports.clock);
  std::string seen = "nothing listens";
  while (true) {
    const ports::ProbeAnswer answer = ports.loopback.probe(
        {.address = plan.address, .port = port, .path = plan.ready.empty() ? plan.target : plan.ready});
    if (answer.end == ports::ProbeEnd::kAnswered && answer.status < kFirstServerError) {
      return {};
    }
    if (answer.end == ports::ProbeEnd::kAnswered) {
      seen = fmt::format("it answers with {}", answer.status);
    }
    if (stop.stop_requested()) {
      return fail(ErrorKind::kInterrupted, "interrupted");
    }
    if (service != nullptr && service->has_ended()) {
      return fail(ErrorKind::kInvalid, fmt::format("the service ended before it answered on port {}", port),
                  service->said());
    }
    if (service == nullptr || ports.clock.monotonic() > deadline) {
      return fail(ErrorKind::kInvalid,
                  fmt::format("the service at {}:{} is not ready{}: {}", plan.address, port,
                              service != nullptr ? " after 30 seconds" : "", seen),
                  service != nullptr ? service->said() : "start it first, or have it started with --start");
    }
    wait(kLook, stop);
  }
}

/// Whether a service says that somebody else has its port.
bool is_port_taken(std::string_view said) {
  const std::string lower = to_lower(said);
  return lower.find("in use") != std::string::npos || lower.find("eaddrinuse") != std::string::npos;
}

/// Starts the service at a free port. Between the choice and the start another program may take it: then at another.
Result<void> start_service(const LoadPlan& plan, const LoadPorts& ports, const std::stop_token& stop,
                           std::unique_ptr<Service>& service, int& port) {
  constexpr int kTries = 3;
  std::vector<int> taken;
  for (int left = kTries;;) {
    auto chosen = ports.loopback.free_port(taken);
    if (!chosen) {
      return fail(std::move(chosen.error()));
    }
    port = *chosen;
    taken.push_back(port);
    service = std::make_unique<Service>(plan, port, ports, stop);
    auto ready = wait_until_ready(plan, port, service.get(), ports, stop);
    if (ready || --left == 0 || !service->has_ended() || !is_port_taken(service->said())) {
      return ready;
    }
  }
}

LoadReport sum_up(const std::vector<ports::LoadAnswer>& answers, const std::vector<std::chrono::nanoseconds>& due,
                  std::chrono::duration<double> warm_up) {
  LoadReport report;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (due[i] < warm_up) {
      continue;
    }
    ++report.requests;
    report.late.add(answers[i].late);
    switch (answers[i].end) {
      case ports::LoadEnd::kAnswered:
        if (answers[i].status < kFirstError) {
          report.times.add(answers[i].time);
        } else {
          ++report.errors[fmt::format("status {}", answers[i].status)];
        }
        break;
      case ports::LoadEnd::kTimedOut:
        report.times.add(answers[i].time);
        ++report.errors["timed out"];
        break;
      case ports::LoadEnd::kRefused: ++report.errors["refused"]; break;
      case ports::LoadEnd::kBroken: ++report.errors["broken off"]; break;
    }
  }
  return report;
}

}  // namespace

std::size_t LoadReport::failed() const {
  std::size_t count = 0;
  for (const auto& [what, often] : errors) {
    count += often;
  }
  return count;
}

Result<LoadReport> put_load(const LoadPlan& plan, const LoadPorts& ports, const std::stop_token& stop) {
  std::unique_ptr<Service> service;
  int port = plan.port;
  // What cannot be asked for is said before anything is started.
  if (auto bytes = request_bytes(plan, port); !bytes) {
    return fail(std::move(bytes.error()));
  }
  auto ready = plan.start.empty() ? wait_until_ready(plan, port, nullptr, ports, stop)
                                  : start_service(plan, ports, stop, service, port);
  if (!ready) {
    return fail(std::move(ready.error()));
  }
  auto bytes = request_bytes(plan, port);
  if (!bytes) {
    return fail(std::move(bytes.error()));
  }
  const std::vector<std::chrono::nanoseconds> due = perf::arrivals(plan.rate, plan.warm_up + plan.duration, kSeed);
  auto answers = ports.load.send({.address = plan.address,
                                  .port = port,
                                  .bytes = std::move(*bytes),
                                  .due = due,
                                  .most_connections = plan.most_connections,
                                  .timeout = plan.timeout},
                                 stop);
  if (!answers) {
    return fail(std::move(answers.error()));
  }
  return sum_up(*answers, due, plan.warm_up);
}

}  // namespace ropewalk::app
