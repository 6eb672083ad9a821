// Which files the words of the command line mean.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/place.h"
#include "base/result.h"
#include "ports/files.h"

namespace ropewalk::app {

struct WorkflowPath {
  std::filesystem::path path;
  /// As messages and GitHub name it: relative to the place's top with forward slashes; as it is outside of that.
  std::string name;
};

/// Each word is a file, a folder (its *.yml and *.yaml), or the name of a file under `.github/workflows`, with or
/// without its extension; without words all of `.github/workflows`. Sorted within a folder, each file once.
/// Errors: kNotFound, with the nearest name as a hint.
[[nodiscard]] Result<std::vector<WorkflowPath>> find_workflows(const ports::Files& files, const Place& place,
                                                               const std::vector<std::string>& words);

}  // namespace ropewalk::app
