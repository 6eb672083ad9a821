// What a native action may do to the job it runs in: the same things that a script action could do through files,
// commands and the environment, and nothing else.
#pragma once

#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "ports/archive.h"
#include "ports/environment.h"
#include "ports/files.h"
#include "ports/process.h"
#include "ports/repository.h"
#include "record/store.h"

namespace ropewalk::actions {

/// How the log shows a line.
enum class Note { kText, kDebug, kNotice, kWarning, kError, kGroup, kEndGroup };

/// The places of a job on this machine, all absolute.
struct JobPaths {
  std::filesystem::path workspace;
  /// RUNNER_TEMP and RUNNER_TOOL_CACHE, both the job's own.
  std::filesystem::path temp;
  std::filesystem::path tool_cache;
  /// What the user keeps for all jobs, in the layout of a tool cache; only read.
  std::filesystem::path installed_tools;
  /// The job's own HOME.
  std::filesystem::path home;
  /// Ropewalk's own cache folder of the user, shared between jobs and runs (wheels, prepared Pythons, caches).
  std::filesystem::path shared_cache;
};

class StepHost {
 public:
  virtual ~StepHost() = default;

  [[nodiscard]] virtual const JobPaths& paths() const = 0;
  [[nodiscard]] virtual ports::Files& files() = 0;
  [[nodiscard]] virtual ports::Archive& archive() = 0;
  /// The user's machine, for what is installed on it.
  [[nodiscard]] virtual const ports::Environment& machine() const = 0;
  [[nodiscard]] virtual const ports::Process& programs() const = 0;
  [[nodiscard]] virtual record::ArtifactStore& artifacts() = 0;
  [[nodiscard]] virtual record::CacheStore& caches() = 0;
  /// What lays trees out; null when the run has no repository.
  [[nodiscard]] virtual ports::Repository* repository() = 0;
  /// The tree that this run looks at. Errors: there is no repository, or git could not take it.
  [[nodiscard]] virtual Result<ports::Snapshot> snapshot() const = 0;

  [[nodiscard]] virtual RunId run() const = 0;
  /// A member of the `github` context as text (`repository`, `ref`, `event.repository.default_branch`, …); empty when
  /// it has none.
  [[nodiscard]] virtual std::string github(std::string_view name) const = 0;
  /// The step's environment (a variable that is not set is empty).
  [[nodiscard]] virtual std::string variable(std::string_view name) const = 0;
  [[nodiscard]] virtual std::stop_token stop() const = 0;

  /// Where an input's value is written; no place when it was not given.
  [[nodiscard]] virtual SourceRef place_of_input(std::string_view name) const = 0;

  /// One line to the step's log, masked; kWarning, kError and kNotice make annotations, as core.warning() does.
  virtual void log(Note note, std::string_view text) = 0;
  virtual void set_output(std::string_view name, std::string_view value) = 0;
  virtual void set_variable(std::string_view name, std::string_view value) = 0;
  /// In front of PATH for later steps.
  virtual void add_path(const std::filesystem::path& path) = 0;
  /// What the post step of the same action gets back from `state`.
  virtual void save_state(std::string_view name, std::string_view value) = 0;
  [[nodiscard]] virtual std::string state(std::string_view name) const = 0;
  virtual void add_mask(std::string_view secret) = 0;
  /// A name as it may be kept and shown: with `***` for each secret in it. Whoever keeps something by a name that a
  /// workflow gives, or looks for it, asks for this first.
  [[nodiscard]] virtual std::string kept_name(std::string_view name) const = 0;
  /// Registers a problem matcher file for the rest of the job.
  virtual void add_matcher(const std::filesystem::path& file) = 0;
  /// Tells the record of an upload.
  virtual void report_artifact(const record::Artifact& artifact) = 0;

  /// Runs a program with the step's environment; its output goes to the log. The outcome's exit code is the caller's to
  /// judge.
  [[nodiscard]] virtual Result<ports::ProcessOutcome> run_program(const std::vector<std::string>& arguments,
                                                                  const ports::EnvironmentList& extra) = 0;
  /// As run_program, and the program is given the files of a step's own process (GITHUB_OUTPUT, GITHUB_ENV, …), which
  /// are read when it has ended, however it did.
  [[nodiscard]] virtual Result<ports::ProcessOutcome> run_script(const std::vector<std::string>& arguments,
                                                                 const ports::EnvironmentList& extra) = 0;
  /// Runs a program quietly and keeps its outputs.
  [[nodiscard]] virtual Result<ports::CapturedProcess> capture_program(const std::vector<std::string>& arguments,
                                                                       const ports::EnvironmentList& extra) = 0;
  /// SHA-256 over files as the expression function `hashFiles` gives it.
  [[nodiscard]] virtual Result<std::string> hash_files(const std::vector<std::string>& patterns) = 0;
};

}  // namespace ropewalk::actions
