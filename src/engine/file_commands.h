// The files through which a step tells the runner things: GITHUB_ENV, GITHUB_OUTPUT, GITHUB_PATH, GITHUB_STATE,
// GITHUB_STEP_SUMMARY, GITHUB_ARTIFACTS with the list of what was declared before. New ones for each step, read when it
// has ended, also when it failed.
#pragma once

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::engine {

class ArtifactSubjects;
class StepLog;

/// The paths of one step's files.
struct FileCommandPaths {
  std::filesystem::path env;
  std::filesystem::path output;
  std::filesystem::path path;
  std::filesystem::path state;
  std::filesystem::path summary;
  /// Where artifacts are not declared, all steps of a job have the same two, which nobody reads.
  std::filesystem::path artifacts = {};
  std::filesystem::path artifacts_list = {};
};

/// What a step's files and commands do to the job.
class FileCommandTarget {
 public:
  virtual ~FileCommandTarget() = default;
  virtual void set_variable(std::string_view name, std::string_view value) = 0;
  virtual void set_output(std::string_view name, std::string_view value) = 0;
  virtual void add_path(std::string_view path) = 0;
  virtual void save_state(std::string_view name, std::string_view value) = 0;
  virtual void write_summary(std::string markdown) = 0;
};

/// What stands for the number of a step in the names of files that all steps share.
inline constexpr std::string_view kSharedSuffix = "shared";

/// Where they are in `folder`; `suffix` makes their names unique, those of the artifacts have one of their own.
[[nodiscard]] FileCommandPaths file_command_paths(const std::filesystem::path& folder, std::string_view suffix,
                                                  std::string_view artifacts_suffix = kSharedSuffix);
/// Creates them empty: programs expect that they are there.
[[nodiscard]] Result<void> create_file_commands(ports::Files& files, const FileCommandPaths& paths);

/// Reads all files, hands on what they say, and removes them. A mistake in one is an error in the log, in GitHub's
/// words, and the others are still read. False when there was one: the step has failed.
[[nodiscard]] bool process_file_commands(ports::Files& files, const FileCommandPaths& paths, StepLog& log,
                                         FileCommandTarget& target);

/// The two files of artifacts, made with what is declared so far; null makes them empty, as they stay.
[[nodiscard]] Result<void> create_artifact_files(ports::Files& files, const FileCommandPaths& paths,
                                                 const ArtifactSubjects* subjects);
/// Reads what a step has declared and removes both files. A mistake is an error in the log, in GitHub's words. False
/// when there was one.
[[nodiscard]] bool process_artifacts(ports::Files& files, const FileCommandPaths& paths,
                                     const std::filesystem::path& workspace, ArtifactSubjects& subjects, StepLog& log,
                                     std::stop_token stop);

}  // namespace ropewalk::engine
