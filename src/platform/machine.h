// The real clock, environment and randomness of this machine.
#pragma once

#include "ports/clock.h"
#include "ports/environment.h"
#include "ports/random.h"
#include "tasks/alarm_thread.h"

namespace ropewalk::platform {

class RealClock final : public ports::Clock {
 public:
  [[nodiscard]] std::chrono::system_clock::time_point now() const override;
  [[nodiscard]] std::chrono::steady_clock::time_point monotonic() const override;
  [[nodiscard]] std::chrono::nanoseconds children_time() const override;
  /// Throws std::system_error when there can be no thread for it.
  [[nodiscard]] std::unique_ptr<ports::Alarm> alarm(std::chrono::steady_clock::time_point when,
                                                    std::function<void()> ring) override;

 private:
  tasks::AlarmThread alarms_;
};

/// The kernel's generator (getrandom).
class RealRandom final : public ports::Random {
 public:
  [[nodiscard]] std::string bytes(std::size_t count) override;
};

/// Reads the environment of this process, which nothing in it changes.
class RealEnvironment final : public ports::Environment {
 public:
  [[nodiscard]] std::optional<std::string> variable(std::string_view name) const override;
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> variables() const override;
  [[nodiscard]] std::filesystem::path current_directory() const override;
  /// HOME, else what the user database says, else `/`.
  [[nodiscard]] std::filesystem::path home() const override;
  [[nodiscard]] std::string host_name() const override;
  [[nodiscard]] std::string user_name() const override;
  /// The processors that this process may be scheduled on, fewer where its control group has a quota (rounded up).
  [[nodiscard]] unsigned processors() const override;
  [[nodiscard]] std::string architecture() const override;
};

/// How many processors a control group's `cpu.max` text grants ("max 100000": none said, 0; "150000 100000": 2).
[[nodiscard]] unsigned processors_of_quota(std::string_view cpu_max);

}  // namespace ropewalk::platform
