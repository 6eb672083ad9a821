#include "app/place.h"

#include <fmt/format.h>

#include <utility>

namespace ropewalk::app {

namespace {

/// A place whose base and top are the folder itself.
Result<Place> start_at(const ports::Files& files, const ports::Environment& environment,
                       const std::optional<std::string>& directory) {
  Place place;
  place.base = environment.current_directory();
  if (place.base.empty() && !(directory && std::filesystem::path(*directory).is_absolute())) {
    return fail(ErrorKind::kUsage, "the folder that this was started in is gone",
                "go to one that is there, or name it in full with -C");
  }
  if (directory) {
    if (files.type_followed(place.base / *directory) != ports::FileType::kDirectory) {
      return fail(ErrorKind::kUsage, fmt::format("-C {}: no such folder", *directory));
    }
    place.base /= *directory;
  }
  auto resolved = files.canonical(place.base);
  if (!resolved) {
    return fail(std::move(resolved.error()));
  }
  place.base = std::move(*resolved);
  place.top = place.base;
  return place;
}

}  // namespace

Result<Place> find_place(const ports::Files& files, const ports::Environment& environment,
                         ports::Repositories& repositories, const std::optional<std::string>& directory) {
  auto place = start_at(files, environment, directory);
  if (!place) {
    return place;
  }
  auto found = repositories.discover(place->base);
  if (!found && found.error().kind != ErrorKind::kNotFound) {
    return fail(std::move(found.error()));
  }
  if (!found) {
    place->no_repository = std::move(found.error());
    return place;
  }
  place->repository = std::move(*found);
  if (!directory) {
    place->top = place->repository->top();
  }
  return place;
}

Result<Place> find_folder(const ports::Files& files, const ports::Environment& environment,
                          const std::optional<std::string>& directory) {
  auto place = start_at(files, environment, directory);
  if (!place || directory) {
    return place;
  }
  if (const auto named = environment.variable("GIT_DIR"); named && !named->empty()) {
    // Then git looks for nothing: the top is the current folder when it is not named, too.
    const std::filesystem::path tree = environment.variable("GIT_WORK_TREE").value_or("");
    if (auto top = files.canonical(place->base / tree); top && files.type(*top) == ports::FileType::kDirectory) {
      place->top = std::move(*top);
    }
    return place;
  }
  for (auto folder = place->base; !folder.empty(); folder = folder.parent_path()) {
    if (files.type(folder / ".git") != ports::FileType::kMissing) {
      place->top = folder;
      break;
    }
    if (folder == folder.root_path()) {
      break;
    }
  }
  return place;
}

Result<ports::Repository*> repository_to_run(const Place& place) {
  if (!place.repository) {
    if (place.no_repository) {
      return fail(*place.no_repository);
    }
    return fail(ErrorKind::kNotFound, fmt::format("{} is not in a git repository", place.top.string()),
                "a run takes its files from git: `git init` makes a repository");
  }
  if (place.repository->top() != place.top) {
    return fail(ErrorKind::kUsage,
                fmt::format("{} is a folder within the git repository {}, not its top", place.top.string(),
                            place.repository->top().string()),
                "a run takes the whole repository: leave -C out to use its top, or run `git init` in the folder");
  }
  return place.repository.get();
}

}  // namespace ropewalk::app
