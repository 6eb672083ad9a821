#include "app/folders.h"

#include <string_view>
#include <vector>

namespace ropewalk::app {
namespace {

std::filesystem::path from_variable(const ports::Environment& environment, std::string_view name,
                                    std::string_view below_home) {
  const std::filesystem::path given = environment.variable(name).value_or("");
  return (given.is_absolute() ? given : environment.home() / below_home) / "ropewalk";
}

}  // namespace

Folders folders(const ports::Environment& environment) {
  return {from_variable(environment, "XDG_STATE_HOME", ".local/state"),
          from_variable(environment, "XDG_CACHE_HOME", ".cache")};
}

Result<std::filesystem::path> make_step_folder(ports::Files& files, const ports::Environment& environment) {
  std::vector<std::filesystem::path> parents = {"/dev/shm"};
  if (const auto runtime = environment.variable("XDG_RUNTIME_DIR")) {
    parents.emplace_back(*runtime);
  }
  if (const auto temporary = environment.variable("TMPDIR")) {
    parents.emplace_back(*temporary);
  }
  for (const auto& parent : parents) {
    if (!parent.is_absolute() || files.type_followed(parent) != ports::FileType::kDirectory) {
      continue;
    }
    if (auto made = files.make_temporary_directory(parent, "ropewalk-")) {
      return made;
    }
  }
  return files.make_temporary_directory("/tmp", "ropewalk-");
}

}  // namespace ropewalk::app
