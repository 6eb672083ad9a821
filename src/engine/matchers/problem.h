// From a problem matcher's match to an annotation: severity, numbers, and a path relative to the repository.
#pragma once

#include <filesystem>
#include <optional>

#include "engine/matchers/matcher.h"
#include "engine/step_log.h"
#include "ports/files.h"

namespace ropewalk::engine {

/// The issue that a match means; nothing when it has no message or an unknown severity. A file that is not there or is
/// outside of the workspace is left out, with a debug line. Paths are relative to the nearest checkout (a folder with
/// `.git`) at or below the workspace, else to the workspace. (GitHub's OutputManager.ConvertToIssue.)
[[nodiscard]] std::optional<Issue> to_issue(const ProblemMatch& match, const ports::Files& files,
                                            const std::filesystem::path& workspace, StepLog& log);

/// A file named by a command or a match as annotations name it: relative to the nearest checkout, with forward slashes;
/// nothing when it is not below the workspace.
[[nodiscard]] std::optional<std::string> path_in_repository(const ports::Files& files,
                                                            const std::filesystem::path& workspace,
                                                            const std::filesystem::path& file);

}  // namespace ropewalk::engine
