// Where a version runs: as processes with a virtual environment of their own, or as containers. A deployment asks for
// instances and never sees how they are made.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "deploy/machine.h"
#include "deploy/plan.h"
#include "ports/loopback.h"
#include "ports/services.h"

namespace ropewalk::deploy {

/// One running copy of a version.
struct Instance {
  /// As the edge knows it.
  std::string name = {};
  std::int64_t number = 0;
  int replica = 0;
  int port = 0;
  /// The process, or the container's name in `container`.
  ports::ServiceId process = {};
  std::string container = {};
};

class Target {
 public:
  virtual ~Target() = default;

  /// Every function may be called again after it was cut off, and then finishes.

  /// Brings the version's files to this machine. Errors: kInvalid when they are not what the digest says.
  [[nodiscard]] virtual Result<void> fetch(const Plan& plan, std::stop_token stop) = 0;
  /// Makes it ready to be started.
  [[nodiscard]] virtual Result<void> build(const Plan& plan, std::stop_token stop) = 0;
  /// Runs the migration command. Errors: kInvalid with the last lines of its output.
  [[nodiscard]] virtual Result<void> migrate(const Plan& plan, std::stop_token stop) = 0;
  /// One that runs is taken as it is; one that has ended is started again on its port.
  [[nodiscard]] virtual Result<Instance> start(const Plan& plan, std::int64_t number, int replica) = 0;
  /// Those of a deployment that were started, whether they run or not.
  [[nodiscard]] virtual std::vector<Instance> instances(std::int64_t number) = 0;
  /// Numbers of all deployments that instances were started for, in order.
  [[nodiscard]] virtual std::vector<std::int64_t> numbers() = 0;
  [[nodiscard]] virtual bool is_running(const Instance& instance) = 0;
  /// Asks all instances of a deployment to end, and ends those that have not within the time. Then they are forgotten.
  virtual void stop(std::int64_t number, std::chrono::milliseconds patience) = 0;
  /// The same for one instance, which stays known: it can be started again.
  virtual void stop_one(const Instance& instance, std::chrono::milliseconds patience) = 0;
  /// Who runs the instances starts again by itself what ended: nobody else has to.
  [[nodiscard]] virtual bool restarts_by_itself() const { return false; }
  /// One request to an instance, past the edge; `port` is the instance's.
  [[nodiscard]] virtual ports::ProbeAnswer probe(const Instance& instance, const ports::ProbeRequest& request) = 0;
  /// The last lines of what an instance wrote.
  [[nodiscard]] virtual std::string last_words(const Instance& instance) = 0;
  /// All that it wrote. Errors: kNotFound when nothing is kept of it.
  [[nodiscard]] virtual Result<std::string> log(const Instance& instance) = 0;
  /// Values of the service's secrets that are kept elsewhere than in the environment's folder. Errors: those of the
  /// place where they are.
  [[nodiscard]] virtual Result<std::vector<std::string>> secrets_elsewhere() { return std::vector<std::string>(); }
};

/// The mark of instances in their environment: `<folder of the environment>/n1r1`.
inline constexpr std::string_view kInstanceMark = "ROPEWALK_INSTANCE";

/// Processes on this machine. `service` is the folder that all environments of the service share, `folder` the
/// environment's own.
[[nodiscard]] std::unique_ptr<Target> make_process_target(std::filesystem::path service, std::filesystem::path folder,
                                                          const Machine& machine);

/// Processes or containers, as each plan says.
[[nodiscard]] std::unique_ptr<Target> make_target(const std::filesystem::path& service,
                                                  const std::filesystem::path& folder, const Machine& machine);

}  // namespace ropewalk::deploy
