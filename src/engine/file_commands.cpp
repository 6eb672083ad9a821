#include "engine/file_commands.h"

#include <fmt/format.h>

#include <array>
#include <functional>

#include "base/strings.h"
#include "engine/key_value_file.h"
#include "engine/step_log.h"

namespace ropewalk::engine {
namespace {

constexpr std::size_t kLargestSummary = 1024 * 1024;
constexpr std::size_t kKibi = 1024;

using OnPair = std::function<void(std::string_view, std::string_view)>;

/// The content; a file that the step has removed is empty.
std::string content(const ports::Files& files, const std::filesystem::path& path) {
  auto text = files.read(path);
  return text ? std::move(*text) : std::string();
}

bool report(StepLog& log, std::string_view file, std::string_view reason) {
  log.error(fmt::format("Unable to process file command '{}' successfully.", file));
  log.error(reason);
  return false;
}

/// A mistake behind some good pairs does not undo these.
bool read_pairs(StepLog& log, std::string_view file, const std::string& text, const OnPair& on_pair) {
  if (text.empty()) {
    return true;
  }
  const KeyValues read = read_key_values(text);
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

void read_paths(const std::string& text, FileCommandTarget& target) {
  for (const std::string_view line : split_lines(text)) {
    if (!line.empty()) {
      target.add_path(line);
    }
  }
}

void read_summary(StepLog& log, std::string text, FileCommandTarget& target) {
  if (text.empty()) {
    return;
  }
  if (text.size() > kLargestSummary) {
    log.error(fmt::format(
        "$GITHUB_STEP_SUMMARY upload aborted, supports content up to a size of {}k, got {}k. For more information see: "
        "https://docs.github.com/actions/using-workflows/"
        "workflow-commands-for-github-actions#adding-a-markdown-summary",
        kLargestSummary / kKibi, text.size() / kKibi));
    return;
  }
  target.write_summary(std::move(text));
}

}  // namespace

Result<FileCommandPaths> create_file_commands(ports::Files& files, const std::filesystem::path& folder,
                                              std::string_view suffix) {
  const auto path = [&](std::string_view prefix) { return folder / fmt::format("{}{}", prefix, suffix); };
  FileCommandPaths paths{.env = path("set_env_"),
                         .output = path("set_output_"),
                         .path = path("add_path_"),
                         .state = path("save_state_"),
                         .summary = path("step_summary_")};
  for (const auto* file : {&paths.env, &paths.output, &paths.path, &paths.state, &paths.summary}) {
    if (auto written = files.write_quick(*file, ""); !written) {
      return fail(std::move(written.error()));
    }
  }
  return paths;
}

bool process_file_commands(ports::Files& files, const FileCommandPaths& paths, StepLog& log,
                           FileCommandTarget& target) {
  read_paths(content(files, paths.path), target);
  bool is_good = read_pairs(log, "env", content(files, paths.env),
                            [&](auto name, auto value) { set_variable(log, target, name, value); });
  read_summary(log, content(files, paths.summary), target);
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

}  // namespace ropewalk::engine
