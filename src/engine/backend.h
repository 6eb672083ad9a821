// Where jobs run. The engine decides what a job does; a backend gives it a place: this machine, later a container or a
// cluster. A place starts processes and knows how paths of this machine are called inside of it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "ports/process.h"

namespace ropewalk::engine {

/// The folders of one job on this machine, all absolute and there.
struct JobFolders {
  /// Holds all the others but `steps`.
  std::filesystem::path root;
  /// `<root>/<repository>/<repository>`, as GitHub's runner lays it out; empty at the start.
  std::filesystem::path workspace;
  std::filesystem::path temp;
  std::filesystem::path home;
  std::filesystem::path tool_cache;
  /// Small files of running steps, in memory where the machine has a tmpfs.
  std::filesystem::path steps;
  std::filesystem::path event_file;
};

/// The place of one job, from before its first step to after its last.
class JobPlace {
 public:
  virtual ~JobPlace() = default;
  /// As ports::Process::run, in the place.
  [[nodiscard]] virtual Result<ports::ProcessOutcome> run(const ports::ProcessRequest& request,
                                                          const ports::LineSink& on_line, std::stop_token stop) = 0;
  [[nodiscard]] virtual Result<ports::CapturedProcess> capture(const ports::ProcessRequest& request,
                                                               std::stop_token stop) = 0;
  [[nodiscard]] virtual std::optional<std::filesystem::path> find_program(std::string_view program,
                                                                          std::string_view path) const = 0;
  /// How a path of this machine is called inside.
  [[nodiscard]] virtual std::filesystem::path inside(const std::filesystem::path& path) const = 0;
};

class Backend {
 public:
  virtual ~Backend() = default;
  /// Errors: what keeps the place from being there (no image, no engine).
  [[nodiscard]] virtual Result<std::unique_ptr<JobPlace>> prepare(const JobFolders& folders) = 0;
};

/// This machine itself: processes start through the Process port, paths are what they are.
[[nodiscard]] std::unique_ptr<Backend> make_host_backend(ports::Process& process);

}  // namespace ropewalk::engine
