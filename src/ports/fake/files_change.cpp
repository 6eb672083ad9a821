// The operations of the file system in memory that change its tree.
#include <fmt/format.h>

#include <utility>

#include "ports/fake/files.h"

namespace ropewalk::ports {
namespace {

class FakeFileLock final : public FileLock {
 public:
  FakeFileLock(std::shared_ptr<LockedPaths> locked, Path path) : locked_(std::move(locked)), path_(std::move(path)) {}
  ~FakeFileLock() override { locked_->give_back(path_); }
  FakeFileLock(const FakeFileLock&) = delete;
  FakeFileLock& operator=(const FakeFileLock&) = delete;

 private:
  std::shared_ptr<LockedPaths> locked_;
  Path path_;
};

}  // namespace

Result<void> FakeFiles::make_directories(const Path& path) {
  const std::lock_guard lock(mutex_);
  if (const Result<void> failure = check_failure(path); !failure) {
    return failure;
  }
  const Result<Path> resolved = resolve(path, Last::kFollow);
  return resolved ? make_directories_locked(*resolved) : Result<void>(fail(resolved.error()));
}

Result<void> FakeFiles::remove_all(const Path& path) {
  const std::lock_guard lock(mutex_);
  if (const Result<void> failure = check_failure(path); !failure) {
    return failure;
  }
  const Result<Path> resolved = resolve(path, Last::kKeep);
  if (!resolved) {
    return fail(resolved.error());
  }
  for (const auto& [below, node] : subtree(*resolved)) {
    if (below != "/") {
      nodes_.erase(below);
    }
  }
  return {};
}

Result<void> FakeFiles::rename(const Path& from, const Path& to) {
  if (const Result<void> copied = copy(from, to); !copied) {
    return copied;
  }
  return remove_all(from);
}

Result<void> FakeFiles::copy(const Path& from, const Path& to) {
  const std::lock_guard lock(mutex_);
  const Result<Path> source = existing(from, Last::kKeep);
  const Result<Path> target = resolve(to, Last::kKeep);
  if (!source || !target) {
    return fail(!source ? source.error() : target.error());
  }
  if (const Result<void> made = make_directories_locked(target->parent_path()); !made) {
    return made;
  }
  for (auto& [path, node] : subtree(*source)) {
    const Path relative = path.lexically_relative(*source);
    node.written = ++writes_;
    nodes_[relative == "." ? *target : *target / relative] = std::move(node);
  }
  return {};
}

Result<void> FakeFiles::make_symlink(const Path& target, const Path& link) {
  const std::lock_guard lock(mutex_);
  const Result<Path> resolved = resolve(link, Last::kKeep);
  if (!resolved) {
    return fail(resolved.error());
  }
  if (find(*resolved) != nullptr) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: file exists", link.string()));
  }
  if (const Result<void> made = make_directories_locked(resolved->parent_path()); !made) {
    return made;
  }
  nodes_[*resolved] = Node{FileType::kSymlink, "", target, false, ++writes_};
  return {};
}

Result<Path> FakeFiles::read_symlink(const Path& link) const {
  const std::lock_guard lock(mutex_);
  const Result<Path> resolved = existing(link, Last::kKeep);
  if (!resolved) {
    return fail(resolved.error());
  }
  if (find(*resolved)->type != FileType::kSymlink) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: not a symbolic link", link.string()));
  }
  return find(*resolved)->target;
}

Result<void> FakeFiles::make_executable(const Path& path) {
  const std::lock_guard lock(mutex_);
  const Result<Path> resolved = existing(path, Last::kFollow);
  if (!resolved) {
    return fail(resolved.error());
  }
  nodes_[*resolved].is_executable = true;
  return {};
}

Result<Path> FakeFiles::canonical(const Path& path) const {
  const std::lock_guard lock(mutex_);
  return resolve(path, Last::kFollow);
}

Result<Path> FakeFiles::make_temporary_directory(const Path& parent, std::string_view prefix) {
  const std::lock_guard lock(mutex_);
  const Result<Path> folder = resolve(parent / fmt::format("{}{:06}", prefix, ++temporaries_), Last::kFollow);
  if (!folder) {
    return folder;
  }
  if (const Result<void> made = make_directories_locked(*folder); !made) {
    return fail(made.error());
  }
  return folder;
}

Result<void> FakeFiles::make_private_directory(const Path& path) {
  if (type(path) != FileType::kMissing) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: file exists", path.string()));
  }
  return make_directories(path);
}

Result<std::unique_ptr<FileLock>> FakeFiles::make_locked(const Path& path, std::string_view bytes) {
  if (type(path) != FileType::kMissing) {
    return fail(ErrorKind::kInvalid, fmt::format("{}: file exists", path.string()));
  }
  if (const Result<void> written = write(path, bytes); !written) {
    return fail(written.error());
  }
  return try_lock(path, MissingFile::kLeave);
}

Result<std::unique_ptr<FileLock>> FakeFiles::try_lock(const Path& path, MissingFile missing) {
  if (type(path) == FileType::kMissing) {
    if (missing == MissingFile::kLeave) {
      return std::unique_ptr<FileLock>();
    }
    if (const Result<void> made = write(path, ""); !made) {
      return fail(made.error());
    }
  }
  if (!locked_->take(path)) {
    return std::unique_ptr<FileLock>();
  }
  return std::make_unique<FakeFileLock>(locked_, path);
}

}  // namespace ropewalk::ports
