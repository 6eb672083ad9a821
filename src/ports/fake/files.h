// A file system in memory.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>

#include "ports/files.h"

namespace ropewalk::ports {

/// The paths whose locks are held.
class LockedPaths {
 public:
  /// False while somebody holds it.
  [[nodiscard]] bool take(const Path& path) {
    const std::lock_guard lock(mutex_);
    return paths_.insert(path).second;
  }
  void give_back(const Path& path) {
    const std::lock_guard lock(mutex_);
    paths_.erase(path);
  }

 private:
  std::mutex mutex_;
  std::set<Path> paths_;
};

/// Absolute paths with links, modes and times; a relative path counts from `/`. May be used from several threads.
/// Times are a counter of writes, one second each, so that "newer" can be tested.
class FakeFiles final : public Files {
 public:
  FakeFiles();

  /// Puts a file there with its parents; for setting up a test.
  void add(const Path& path, std::string_view bytes, bool is_executable = false);
  /// Puts there what is no file, folder or link, as a named pipe is.
  void add_pipe(const Path& path);
  /// Every operation that takes this path (as its first) fails with this message from now on.
  void fail_at(const Path& path, std::string message);

  /// How many digests were asked for: what hashing has cost.
  [[nodiscard]] int digests() const;

  [[nodiscard]] Result<std::string> read(const Path& path) const override;
  [[nodiscard]] Result<std::string> read_regular(const Path& path, std::uint64_t limit, Links links) const override;
  [[nodiscard]] Result<Sha256Digest> digest(const Path& path, std::stop_token stop) const override;
  [[nodiscard]] Result<void> write(const Path& path, std::string_view bytes) override;
  [[nodiscard]] Result<void> write_quick(const Path& path, std::string_view bytes) override;
  [[nodiscard]] Result<void> append(const Path& path, std::string_view bytes) override;
  [[nodiscard]] FileType type(const Path& path) const override;
  [[nodiscard]] FileType type_followed(const Path& path) const override;
  [[nodiscard]] Result<std::uint64_t> size(const Path& path) const override;
  [[nodiscard]] Result<std::chrono::system_clock::time_point> modified(const Path& path) const override;
  [[nodiscard]] Result<std::vector<FileEntry>> list(const Path& directory) const override;
  [[nodiscard]] Result<std::vector<FileEntry>> walk(const Path& directory,
                                                    const std::function<Walk(const FileEntry&)>& enter) const override;
  [[nodiscard]] Result<void> make_directories(const Path& path) override;
  [[nodiscard]] Result<void> remove_all(const Path& path) override;
  [[nodiscard]] Result<void> sync(const Path& path) override {
    return read(path) ? Result<void>() : fail(ErrorKind::kNotFound, path.string());
  }
  [[nodiscard]] Result<void> rename(const Path& from, const Path& to) override;
  [[nodiscard]] Result<void> copy(const Path& from, const Path& to) override;
  [[nodiscard]] Result<void> make_symlink(const Path& target, const Path& link) override;
  [[nodiscard]] Result<Path> read_symlink(const Path& link) const override;
  [[nodiscard]] Result<void> make_executable(const Path& path) override;
  [[nodiscard]] Result<Path> canonical(const Path& path) const override;
  [[nodiscard]] Result<void> make_private_directory(const Path& path) override;
  [[nodiscard]] Result<std::unique_ptr<FileLock>> make_locked(const Path& path, std::string_view bytes) override;
  [[nodiscard]] Result<std::unique_ptr<FileLock>> try_lock(const Path& path, MissingFile missing) override;
  [[nodiscard]] Result<Path> make_temporary_directory(const Path& parent, std::string_view prefix) override;

 private:
  struct Node {
    FileType type = FileType::kFile;
    std::string bytes;
    Path target;
    bool is_executable = false;
    int written = 0;
  };
  enum class Last { kFollow, kKeep };

  /// All of these expect the lock to be held.
  [[nodiscard]] Result<Path> resolve(const Path& path, Last last) const;
  [[nodiscard]] const Node* find(const Path& resolved) const;
  [[nodiscard]] Result<Path> existing(const Path& path, Last last) const;
  [[nodiscard]] Result<void> put(const Path& path, std::string_view bytes, bool is_append);
  [[nodiscard]] Result<void> make_directories_locked(const Path& resolved);
  [[nodiscard]] Result<void> check_failure(const Path& path) const;
  /// The nodes from `resolved` (itself included) down, in order.
  [[nodiscard]] std::vector<std::pair<Path, Node>> subtree(const Path& resolved) const;

  mutable std::mutex mutex_;
  std::map<Path, Node> nodes_;
  std::map<Path, std::string> failures_;
  int writes_ = 0;
  mutable int digests_ = 0;
  int temporaries_ = 0;
  /// Shared with the locks themselves, which may outlive the files.
  std::shared_ptr<LockedPaths> locked_ = std::make_shared<LockedPaths>();
};

}  // namespace ropewalk::ports
