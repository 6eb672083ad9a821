// A file as it lies on the disk, seen through memory.
#pragma once

#include <filesystem>
#include <string_view>

namespace ropewalk::git {

/// One that cannot be read, or is no regular file, is empty.
class MappedFile {
 public:
  explicit MappedFile(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&&) = delete;

  [[nodiscard]] std::string_view bytes() const { return bytes_; }
  /// There is no such file.
  [[nodiscard]] bool is_missing() const { return is_missing_; }

 private:
  std::string_view bytes_;
  bool is_missing_ = false;
};

}  // namespace ropewalk::git
