#include "engine/file_commands.h"

#include <fmt/format.h>

#include <cstdint>
#include <functional>
#include <utility>

#include "base/strings.h"
#include "engine/artifact_subjects.h"
#include "engine/key_value_file.h"
#include "engine/step_log.h"

namespace ropewalk::engine {
namespace {

constexpr std::size_t kLargestSummary = 1024 * 1024;
constexpr std::size_t kLargestArtifactList = 1024 * 1024;
constexpr std::size_t kKibi = 1024;
/// Far more than a process can be given, and little enough to keep in memory for each job.
constexpr std::uint64_t kLargestFile = 16 * kKibi * kKibi;

using OnPair = std::function<void(std::string_view, std::string_view)>;

bool report(StepLog& log, std::string_view file, std::string_view reason) {
  log.error(fmt::format("Unable to process file command '{}' successfully.", file));
  log.error(reason);
  return false;
}

/// What the step has left where its file was: one that it has removed is empty; a pipe, a device, or more than a file
/// command may hold is an error and is not waited for.
Result<std::string> content(const ports::Files& files, const std::filesystem::path& path) {
  auto text = files.read_regular(path, kLargestFile, ports::Links::kFollow);
  if (!text && text.error().kind == ErrorKind::kNotFound) {
    return std::string();
  }
  return text;
}

/// A mistake behind some good pairs does not undo these.
bool read_pairs(StepLog& log, std::string_view file, const Result<std::string>& text, const OnPair& on_pair) {
  if (!text) {
    return report(log, file, text.error().message);
  }
  const KeyValues read = read_key_values(*text);
  for (const auto& [name, value] : read.pairs) {
    if (name.empty()) {  // GitHub reads `=value` and stumbles over the empty name behind that.
      return report(log, file, "Value cannot be null or empty. (Parameter 'name')");
    }
    on_pair(name, value);
  }
  return read.error.empty() || report(log, file, read.error);
}

void set_variable(StepLog& log, FileCommandTarget& target, std::string_view name, std::string_view value) {
  if (equals_ignoring_case(name, "NODE_OPTIONS")) {
    log.error("Can't store NODE_OPTIONS output parameter using '$GITHUB_ENV' command.");
    return;
  }
  target.set_variable(name, value);
  log.debug(fmt::format("{}='{}'", name, value));
}

bool read_paths(const ports::Files& files, const std::filesystem::path& file, StepLog& log, FileCommandTarget& target) {
  if (files.type_followed(file) == ports::FileType::kDirectory) {
    return true;  // the runner asks whether there is such a file, and a folder is none
  }
  const auto text = content(files, file);
  if (!text) {
    return report(log, "path", text.error().message);
  }
  for (const std::string_view line : split_lines(*text)) {
    if (!line.empty()) {
      target.add_path(line);
    }
  }
  return true;
}

/// What is wrong with a summary does not fail the step.
void read_summary(const ports::Files& files, const std::filesystem::path& file, StepLog& log,
                  FileCommandTarget& target) {
  if (files.type_followed(file) == ports::FileType::kDirectory) {
    return;
  }
  if (const auto size = files.size(file); size && *size > kLargestSummary) {
    log.error(fmt::format(
        "$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of {}k, got {}k. For more information see: "
        "https://docs.github.com/actions/using-workflows/"
        "workflow-commands-for-github-actions#adding-a-markdown-summary",
        kLargestSummary / kKibi, *size / kKibi));
    return;
  }
  auto text = content(files, file);
  if (!text) {
    log.error(fmt::format("Failed to create step summary using 'GITHUB_STEP_SUMMARY': {}", text.error().message));
  } else if (!text->empty()) {
    target.write_summary(std::move(*text));
  }
}

bool declare_artifacts(const ports::Files& files, const std::filesystem::path& file,
                       const std::filesystem::path& workspace, ArtifactSubjects& subjects, StepLog& log,
                       std::stop_token stop) {
  constexpr std::string_view kName = "artifacts";
  if (const auto size = files.size(file); size && *size > kLargestArtifactList) {
    return report(log, kName,
                  fmt::format("$GITHUB_ARTIFACTS file exceeds the maximum size of {} KiB (got {} KiB).",
                              kLargestArtifactList / kKibi, *size / kKibi));
  }
  const auto text = content(files, file);
  if (!text) {
    return report(log, kName, text.error().message);
  }
  const auto counts = subjects.declare(*text, workspace, files, std::move(stop));
  if (!counts) {
    return report(log, kName, counts.error().message);
  }
  if (counts->added > 0) {
    log.text(
        fmt::format("Captured {} artifact subject(s) from this step (job total: {}).", counts->added, counts->total));
  }
  return true;
}

}  // namespace

FileCommandPaths file_command_paths(const std::filesystem::path& folder, std::string_view suffix,
                                    std::string_view artifacts_suffix) {
  const auto path = [&](std::string_view prefix) { return folder / fmt::format("{}{}", prefix, suffix); };
  const auto shared = [&](std::string_view prefix) { return folder / fmt::format("{}{}", prefix, artifacts_suffix); };
  return {.env = path("set_env_"),
          .output = path("set_output_"),
          .path = path("add_path_"),
          .state = path("save_state_"),
          .summary = path("step_summary_"),
          .artifacts = shared("artifacts_"),
          .artifacts_list = shared("artifacts_list_")};
}

Result<void> create_file_commands(ports::Files& files, const FileCommandPaths& paths) {
  for (const auto* file : {&paths.env, &paths.output, &paths.path, &paths.state, &paths.summary}) {
    if (auto written = files.write_quick(*file, ""); !written) {
      return written;
    }
  }
  return {};
}

bool process_file_commands(ports::Files& files, const FileCommandPaths& paths, StepLog& log,
                           FileCommandTarget& target) {
  bool is_good = read_paths(files, paths.path, log, target);
  is_good &= read_pairs(log, "env", content(files, paths.env),
                        [&](auto name, auto value) { set_variable(log, target, name, value); });
  read_summary(files, paths.summary, log, target);
  is_good &= read_pairs(log, "state", content(files, paths.state), [&](auto name, auto value) {
    target.save_state(name, value);
    log.debug(fmt::format("Save intra-action state {} = {}", name, value));
  });
  is_good &= read_pairs(log, "output", content(files, paths.output), [&](auto name, auto value) {
    target.set_output(name, value);
    log.debug(fmt::format("Set output {} = {}", name, value));
  });
  for (const auto* file : {&paths.env, &paths.output, &paths.path, &paths.state, &paths.summary}) {
    // What can't be removed now goes with the job's folder.
    static_cast<void>(files.remove_all(*file));
  }
  return is_good;
}

Result<void> create_artifact_files(ports::Files& files, const FileCommandPaths& paths,
                                   const ArtifactSubjects* subjects) {
  if (auto written = files.write_quick(paths.artifacts, ""); !written) {
    return written;
  }
  return files.write_quick(paths.artifacts_list, subjects == nullptr ? std::string() : subjects->list());
}

bool process_artifacts(ports::Files& files, const FileCommandPaths& paths, const std::filesystem::path& workspace,
                       ArtifactSubjects& subjects, StepLog& log, std::stop_token stop) {
  bool is_good = true;
  if (files.type_followed(paths.artifacts) != ports::FileType::kDirectory) {
    is_good = declare_artifacts(files, paths.artifacts, workspace, subjects, log, std::move(stop));
  }
  for (const auto* file : {&paths.artifacts, &paths.artifacts_list}) {
    static_cast<void>(files.remove_all(*file));
  }
  return is_good;
}

}  // namespace ropewalk::engine
