// A workflow file that somebody named or that was found.
#pragma once

#include <filesystem>
#include <string>

namespace ropewalk::app {

struct WorkflowPath {
  std::filesystem::path path;
  /// As messages and GitHub name it: relative to the place's top with forward slashes; as it is outside of that.
  std::string name;
  /// The user named this very file, so that it may be a pipe.
  bool is_named = false;
};

}  // namespace ropewalk::app
