// The real Files port.
#pragma once

#include <vector>

#include "ports/files.h"

namespace ropewalk::platform {

/// Holds no state; may be used from several threads.
class RealFiles final : public ports::Files {
 public:
  [[nodiscard]] Result<std::string> read(const ports::Path& path) const override;
  [[nodiscard]] Result<std::string> read_regular(const ports::Path& path, std::uint64_t limit,
                                                 ports::Links links) const override;
  [[nodiscard]] Result<Sha256Digest> digest(const ports::Path& path, std::stop_token stop) const override;
  /// Keeps the mode of a file that is replaced, and replaces what a link points to, not the link. Whole for every
  /// reader and after a kill of this process; it is the file system that decides what survives a power cut.
  [[nodiscard]] Result<void> write(const ports::Path& path, std::string_view bytes) override;
  [[nodiscard]] Result<void> write_quick(const ports::Path& path, std::string_view bytes) override;
  [[nodiscard]] Result<void> append(const ports::Path& path, std::string_view bytes) override;
  [[nodiscard]] ports::FileType type(const ports::Path& path) const override;
  [[nodiscard]] ports::FileType type_followed(const ports::Path& path) const override;
  [[nodiscard]] Result<std::uint64_t> size(const ports::Path& path) const override;
  [[nodiscard]] Result<std::chrono::system_clock::time_point> modified(const ports::Path& path) const override;
  [[nodiscard]] Result<std::vector<ports::FileEntry>> list(const ports::Path& directory) const override;
  [[nodiscard]] Result<std::vector<ports::FileEntry>> walk(
      const ports::Path& directory, const std::function<ports::Walk(const ports::FileEntry&)>& enter) const override;
  [[nodiscard]] Result<void> make_directories(const ports::Path& path) override;
  /// See remove_tree.h: what is mounted in the tree stays, and the error says so.
  [[nodiscard]] Result<void> remove_all(const ports::Path& path) override;
  /// Makes missing parents; copies and removes where the two are on different file systems.
  [[nodiscard]] Result<void> sync(const ports::Path& path) override;
  [[nodiscard]] Result<void> rename(const ports::Path& from, const ports::Path& to) override;
  /// Makes missing parents, merges into existing folders, keeps modification times (compiled Python files ask for it).
  [[nodiscard]] Result<void> copy(const ports::Path& from, const ports::Path& to) override;
  [[nodiscard]] Result<void> make_symlink(const ports::Path& target, const ports::Path& link) override;
  [[nodiscard]] Result<ports::Path> read_symlink(const ports::Path& link) const override;
  [[nodiscard]] Result<void> make_executable(const ports::Path& path) override;
  [[nodiscard]] Result<ports::Path> canonical(const ports::Path& path) const override;
  [[nodiscard]] Result<void> make_private_directory(const ports::Path& path) override;
  [[nodiscard]] Result<std::unique_ptr<ports::FileLock>> make_locked(const ports::Path& path,
                                                                     std::string_view bytes) override;
  [[nodiscard]] Result<std::unique_ptr<ports::FileLock>> try_lock(const ports::Path& path,
                                                                  ports::MissingFile missing) override;
  [[nodiscard]] Result<ports::Path> make_temporary_directory(const ports::Path& parent,
                                                             std::string_view prefix) override;
};

}  // namespace ropewalk::platform
