#include "app/folders.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace ropewalk::app {
namespace {

/// What must fit into a folder for small files: some scripts and file commands.
constexpr std::size_t kProbeBytes = 256 * 1024;

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

std::vector<std::filesystem::path> step_folders(const ports::Environment& environment, std::string_view name) {
  std::vector<std::filesystem::path> folders;
  const auto add = [&](const std::filesystem::path& parent) {
    if (parent.is_absolute()) {
      folders.push_back((parent / fmt::format("ropewalk-{}", name)).lexically_normal());
    }
  };
  add("/dev/shm");
  add(environment.variable("XDG_RUNTIME_DIR").value_or(""));
  add(environment.variable("TMPDIR").value_or(""));
  add("/tmp");
  return folders;
}

Result<std::filesystem::path> make_step_folder(ports::Files& files,
                                               const std::vector<std::filesystem::path>& candidates) {
  Error last{ErrorKind::kInternal, "no folder was found for the small files of steps", {}, {}};
  for (const auto& folder : candidates) {
    if (files.type_followed(folder.parent_path()) != ports::FileType::kDirectory) {
      continue;
    }
    auto made = files.make_private_directory(folder);
    if (made) {
      // A file system in memory that is full still lets folders be made.
      const auto probe = folder / "probe";
      made = files.write_quick(probe, std::string(kProbeBytes, '\0'));
      if (made) {
        made = files.remove_all(probe);
      }
      if (made) {
        return folder;
      }
      static_cast<void>(files.remove_all(folder));
    }
    last = std::move(made.error());
  }
  return fail(std::move(last));
}

}  // namespace ropewalk::app
