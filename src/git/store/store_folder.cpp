#include "git/store/store_folder.h"

#include <fmt/format.h>

#include "git/config_text.h"

namespace ropewalk::git {
namespace {

using ports::FileType;
using ports::Path;

/// A variable that says something.
std::optional<std::string> variable(const ports::Environment& environment, std::string_view name) {
  auto value = environment.variable(name);
  return value && !value->empty() ? value : std::nullopt;
}

bool are_same(const ports::Files& files, const Path& a, const Path& b) {
  const auto first = files.canonical(a);
  const auto second = files.canonical(b);
  return first && second && *first == *second;
}

Path canonical_or_as_it_is(const ports::Files& files, const Path& path) { return files.canonical(path).value_or(path); }

/// The repository of which `folder` is the top, or that it is. Nothing when it is no such folder.
/// Errors: kNotFound for a `.git` that cannot be looked into, or a file that leads to no repository.
Result<std::optional<GitFolder>> repository_at(const ports::Files& files, const Path& folder) {
  const Path git = folder / ".git";
  if (auto found = look_at_git_folder(files, git, folder)) {
    return std::optional(std::move(*found));
  }
  switch (files.type_followed(git)) {
    case FileType::kFile:
      return fail(ErrorKind::kNotFound, fmt::format("{} names no git repository that can be read", git.string()));
    case FileType::kDirectory:
      if (const auto entries = files.list(git); !entries) {
        return fail(ErrorKind::kNotFound, entries.error().message);
      }
      break;
    case FileType::kMissing:
    case FileType::kSymlink:
    case FileType::kOther: break;
  }
  if (files.type_followed(folder / "refs") == FileType::kDirectory) {
    if (auto bare = look_at_git_folder(files, folder, {})) {
      return std::optional(std::move(*bare));
    }
  }
  return std::optional<GitFolder>();
}

/// The nearest one upwards.
Result<GitFolder> repository_around(const ports::Files& files, const Path& start) {
  for (Path folder = start; !folder.empty(); folder = folder.parent_path()) {
    auto found = repository_at(files, folder);
    if (!found) {
      return fail(std::move(found.error()));
    }
    if (*found) {
      return std::move(**found);
    }
    if (folder == folder.root_path()) {
      break;
    }
  }
  return fail(ErrorKind::kNotFound, fmt::format("{} is not in a git repository", start.string()));
}

/// The top of the working tree of a repository that GIT_DIR names (git(1), `--git-dir`).
Path top_of(const ports::Files& files, const ports::Environment& environment, const Path& git, const Path& here) {
  if (const auto tree = variable(environment, "GIT_WORK_TREE")) {
    return canonical_or_as_it_is(files, here / *tree);
  }
  const std::string config = files.read_regular(git / "config", kMostConfigBytes, ports::Links::kFollow).value_or("");
  if (config_value(config, "core", "", "bare") == "true") {
    return {};
  }
  if (const auto tree = config_value(config, "core", "", "worktree")) {
    return canonical_or_as_it_is(files, git / *tree);
  }
  return here;
}

/// The repository that GIT_DIR names.
Result<GitFolder> named_repository(const ports::Files& files, const ports::Environment& environment,
                                   const std::string& name, const Path& here) {
  auto found = look_at_git_folder(files, here / name, {});
  if (!found) {
    return fail(ErrorKind::kNotFound, fmt::format("GIT_DIR names {}, which is no git repository", name));
  }
  if (const auto common = variable(environment, "GIT_COMMON_DIR")) {
    found->common = (here / *common).lexically_normal();
  }
  found->top = top_of(files, environment, found->git, here);
  return std::move(*found);
}

StoreFolder with_usual_places(GitFolder git) {
  StoreFolder store;
  store.index = git.git / "index";
  store.objects = git.common / "objects";
  store.shallow = git.common / "shallow";
  store.git = std::move(git);
  return store;
}

/// Paths count from the top of the working tree: git is there when it starts a hook, and goes there else.
void place_as_named(StoreFolder& store, const ports::Environment& environment, const Path& here) {
  const Path& base = store.git.top.empty() ? here : store.git.top;
  if (const auto index = variable(environment, "GIT_INDEX_FILE")) {
    store.index = base / *index;
    store.is_index_named = true;
  }
  if (const auto objects = variable(environment, "GIT_OBJECT_DIRECTORY")) {
    store.objects = (base / *objects).lexically_normal();
  }
  for (const std::string& path :
       read_alternates(variable(environment, "GIT_ALTERNATE_OBJECT_DIRECTORIES").value_or(""), ':')) {
    store.alternates.push_back((base / path).lexically_normal());
  }
  if (const auto shallow = environment.variable("GIT_SHALLOW_FILE")) {
    store.shallow = shallow->empty() ? Path() : base / *shallow;
  }
}

}  // namespace

Result<StoreFolder> find_store_folder(const ports::Files& files, const ports::Environment& environment,
                                      const Path& folder) {
  const Path here = canonical_or_as_it_is(files, environment.current_directory());
  const auto name = variable(environment, "GIT_DIR");
  if (!name) {
    auto found = repository_around(files, folder);
    if (!found) {
      return fail(std::move(found.error()));
    }
    StoreFolder store = with_usual_places(std::move(*found));
    const auto around = repository_around(files, here);
    if (around && are_same(files, around->git, store.git.git)) {
      place_as_named(store, environment, here);
    }
    return store;
  }
  auto named = named_repository(files, environment, *name, here);
  if (folder != here) {
    auto own = repository_at(files, folder);
    if (!own) {
      return fail(std::move(own.error()));
    }
    if (*own && !(named && are_same(files, (*own)->git, named->git))) {
      return with_usual_places(std::move(**own));
    }
  }
  if (!named) {
    return fail(std::move(named.error()));
  }
  StoreFolder store = with_usual_places(std::move(*named));
  place_as_named(store, environment, here);
  return store;
}

}  // namespace ropewalk::git
