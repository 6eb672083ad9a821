// Where a repository keeps its things, found without the git program.
#include "git/git_folder.h"

#include "base/strings.h"

namespace ropewalk::git {
namespace {

using ports::FileType;
using ports::Path;

constexpr std::string_view kGitFilePrefix = "gitdir:";

/// What the one line of a file names, as a path that counts from `base`; nothing when it has no such line.
std::optional<Path> read_path(const ports::Files& files, const Path& file, std::string_view prefix, const Path& base) {
  const Result<std::string> text = files.read(file);
  if (!text || !text->starts_with(prefix)) {
    return std::nullopt;
  }
  const std::string_view named = trim(std::string_view(*text).substr(prefix.size()));
  return named.empty() ? std::nullopt : std::optional((base / named).lexically_normal());
}

}  // namespace

std::optional<GitFolder> look_at_git_folder(const ports::Files& files, Path git, const Path& top) {
  if (files.type_followed(git) == FileType::kFile) {
    const std::optional<Path> named = read_path(files, git, kGitFilePrefix, git.parent_path());
    if (!named) {
      return std::nullopt;
    }
    git = *named;
  }
  if (files.type_followed(git / "HEAD") != FileType::kFile && files.type(git / "HEAD") != FileType::kSymlink) {
    return std::nullopt;
  }
  const Path common = read_path(files, git / "commondir", "", git).value_or(git);
  if (files.type_followed(common / "objects") != FileType::kDirectory) {
    return std::nullopt;
  }
  return GitFolder{top, git, common};
}

std::optional<GitFolder> find_git_folder(const ports::Files& files, const Path& start) {
  for (Path folder = start; !folder.empty(); folder = folder.parent_path()) {
    if (std::optional<GitFolder> found = look_at_git_folder(files, folder / ".git", folder)) {
      return found;
    }
    if (folder == folder.root_path()) {
      break;
    }
  }
  return std::nullopt;
}

}  // namespace ropewalk::git
