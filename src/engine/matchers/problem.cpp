#include "engine/matchers/problem.h"

#include <fmt/format.h>

#include <charconv>

#include "base/strings.h"

namespace ropewalk::engine {
namespace {

namespace fs = std::filesystem;

std::optional<record::AnnotationLevel> level_of(const std::optional<std::string>& severity) {
  const std::string word = to_lower(severity.value_or(""));
  if (word.empty() || word == "error") {
    return record::AnnotationLevel::kError;
  }
  if (word == "warning") {
    return record::AnnotationLevel::kWarning;
  }
  if (word == "notice") {
    return record::AnnotationLevel::kNotice;
  }
  return std::nullopt;
}

int number_of(const std::optional<std::string>& text, std::string_view what, StepLog& log) {
  if (!text || text->empty()) {
    return 0;
  }
  int number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size() || number < 0) {
    log.debug(fmt::format("Unable to parse {} number '{}'", what, *text));
    return 0;
  }
  return number;
}

bool is_blank(const std::optional<std::string>& text) { return !text || trim(*text).empty(); }

std::string file_of(const ProblemMatch& match, const ports::Files& files, const fs::path& workspace, StepLog& log) {
  if (is_blank(match.file)) {
    return {};
  }
  fs::path file(*match.file);
  if (file.is_relative() && !is_blank(match.from_path)) {
    file = fs::path(*match.from_path).parent_path() / file;
  }
  file = (workspace / file).lexically_normal();  // an absolute path stays as it is
  if (files.type_followed(file) != ports::FileType::kFile) {
    log.debug(fmt::format("Dropping file value '{}'. Path does not exist", file.string()));
    return {};
  }
  auto relative = path_in_repository(files, workspace, file);
  if (!relative) {
    log.debug(fmt::format("Dropping file value '{}'. Path is not under the workflow repo.", file.string()));
    return {};
  }
  return *relative;
}

}  // namespace

std::optional<std::string> path_in_repository(const ports::Files& files, const fs::path& workspace,
                                              const fs::path& file) {
  const fs::path relative = file.lexically_relative(workspace);
  if (relative.empty() || *relative.begin() == ".." || relative == ".") {
    return std::nullopt;
  }
  for (fs::path folder = file.parent_path(); folder != workspace; folder = folder.parent_path()) {
    if (files.type(folder / ".git") != ports::FileType::kMissing) {
      return file.lexically_relative(folder).generic_string();
    }
  }
  return relative.generic_string();
}

std::optional<Issue> to_issue(const ProblemMatch& match, const ports::Files& files, const fs::path& workspace,
                              StepLog& log) {
  if (is_blank(match.message)) {
    log.debug("Skipping logging an issue for the matched line because the message is empty.");
    return std::nullopt;
  }
  const auto level = level_of(match.severity);
  if (!level) {
    log.debug(fmt::format("Skipped logging an issue for the matched line because the severity '{}' is not supported.",
                          *match.severity));
    return std::nullopt;
  }
  Issue issue{.level = *level, .message = *match.message};
  issue.line = number_of(match.line, "line", log);
  issue.column = number_of(match.column, "column", log);
  issue.file = file_of(match, files, workspace, log);
  return issue;
}

}  // namespace ropewalk::engine
