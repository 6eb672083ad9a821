// Programs that go on when this one has ended: services, their proxy, and what watches over them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ports/process.h"

namespace ropewalk::ports {

struct ServiceRequest {
  /// As in ProcessRequest; nothing is inherited.
  std::vector<std::string> arguments;
  std::filesystem::path working_directory = {};
  EnvironmentList environment = {};
  /// Both outputs are appended to it; made when it is not there, for its user alone.
  std::filesystem::path log;
};

/// One process, for good: its number and when it started, so that a later process of the same number is another one.
struct ServiceId {
  std::int64_t pid = 0;
  std::string start = {};

  [[nodiscard]] bool empty() const { return pid <= 0; }
  friend bool operator==(const ServiceId&, const ServiceId&) = default;
};

enum class ServiceSignal { kTerminate, kKill, kUser1 };

class Services {
 public:
  virtual ~Services() = default;

  /// Starts a program in a session of its own: input empty, outputs into its log, no other file open.
  /// Errors: as Process::run.
  [[nodiscard]] virtual Result<ServiceId> start(const ServiceRequest& request) = 0;
  /// False for a process that has ended, also while nobody has collected it.
  [[nodiscard]] virtual bool is_running(const ServiceId& id) const = 0;
  /// To the process, or with `kKill` to all of its session's group. Nothing happens when it is gone.
  virtual void signal(const ServiceId& id, ServiceSignal signal) = 0;
  /// Processes of this user whose environment has the variable `name` with a value that starts with `value`, by number.
  [[nodiscard]] virtual std::vector<ServiceId> find_marked(std::string_view name, std::string_view value) const = 0;
  /// The process of this number, as it is now; empty when there is none.
  [[nodiscard]] virtual ServiceId identify(std::int64_t pid) const = 0;
  /// The path of the program that this process runs.
  [[nodiscard]] virtual std::filesystem::path own_program() const = 0;
  /// Ends this very process as a SIGKILL from outside would: nothing is tidied up.
  virtual void die() = 0;
};

}  // namespace ropewalk::ports
