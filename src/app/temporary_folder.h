// A folder that goes when the value does which stands for it.
#pragma once

#include <filesystem>
#include <utility>

#include "ports/files.h"

namespace ropewalk::app {

/// A folder that goes when this value does.
class TemporaryFolder {
 public:
  TemporaryFolder(ports::Files& files, std::filesystem::path path) : files_(&files), path_(std::move(path)) {}
  ~TemporaryFolder();
  TemporaryFolder(TemporaryFolder&& other) noexcept : files_(other.files_), path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  ports::Files* files_;
  std::filesystem::path path_;
};

}  // namespace ropewalk::app
