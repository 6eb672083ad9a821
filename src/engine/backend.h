// Where jobs run. The engine decides what a job does; a backend gives it a place: this machine, later a container or a
// cluster. A place starts processes and knows how paths of this machine are called inside of it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ports/environment.h"
#include "ports/files.h"
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

/// What a job asks of its place besides programs.
struct PlaceNeeds {
  /// Steps run in an image of the user's choice, or beside service containers.
  bool container = false;
  bool services = false;
};

struct PlaceRequest {
  JobFolders folders;
  PlaceNeeds needs;
};

/// The place of one job, from before its first step to after its last. Paths are those of this machine where nothing
/// else is said.
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
  /// The program of a tool that the runner brings along, by GitHub's name for it (`node20`, `node24`); `path` is the
  /// job's PATH. Nothing when the place has none.
  [[nodiscard]] virtual std::optional<std::filesystem::path> tool(std::string_view name,
                                                                  std::string_view path) const = 0;
  /// What the place is before a job adds to it: its variables, PATH among them, its user, name and architecture.
  [[nodiscard]] virtual const ports::Environment& environment() const = 0;
  /// The files that steps see: scripts, file commands, what `hashFiles` looks at.
  [[nodiscard]] virtual ports::Files& files() = 0;
  /// How a path of this machine is called inside, and the other way round; a path that only the inside has stays as it
  /// is.
  [[nodiscard]] virtual std::filesystem::path inside(const std::filesystem::path& path) const = 0;
  [[nodiscard]] virtual std::filesystem::path outside(const std::filesystem::path& path) const = 0;
  /// Ends what the job's steps have left running, found by a variable of its environment, and says what: "1234 (node)".
  [[nodiscard]] virtual std::vector<std::string> end_leftovers(std::string_view variable, std::string_view value) = 0;
  /// The end of the place, after the last step; called once. Errors: what is left of it.
  [[nodiscard]] virtual Result<void> close() = 0;
};

/// Safe for the threads of several jobs.
class Backend {
 public:
  virtual ~Backend() = default;
  /// Whether it can be the place of a job with these needs. Errors: kIncomplete with the reason, which goes on from
  /// "the job …".
  [[nodiscard]] virtual Result<void> supports(const PlaceNeeds& needs) const = 0;
  /// Errors: what keeps the place from being there (no image, no engine); kInterrupted.
  [[nodiscard]] virtual Result<std::unique_ptr<JobPlace>> prepare(const PlaceRequest& request,
                                                                  std::stop_token stop) = 0;
};

/// The first that supports the needs. Errors: the reason of the last one that does not.
[[nodiscard]] Result<Backend*> choose_backend(const std::vector<Backend*>& backends, const PlaceNeeds& needs);

}  // namespace ropewalk::engine
