// Packing files into one and back: zip for artifacts, tar with zstd for caches.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"

namespace ropewalk::ports {

/// A zip forgets permissions: files are 644 and folders 755 in it. The tar keeps them.
enum class ArchiveFormat { kZip, kTarZstd };

/// One file, folder or link to pack: where it is, and its name in the archive.
struct ArchiveEntry {
  std::filesystem::path source;
  std::string name;
};

/// Holds no file in memory. What is stopped on the way is kInterrupted.
class Archive {
 public:
  virtual ~Archive() = default;
  /// Writes whole or not at all, also when it is stopped. `level` is the compressor's own (zip 0 to 9, zstd 1 to 19).
  [[nodiscard]] virtual Result<std::uint64_t> pack(const std::vector<ArchiveEntry>& entries,
                                                   const std::filesystem::path& archive, ArchiveFormat format,
                                                   int level, std::stop_token stop) = 0;
  /// Unpacks below `folder`. An entry that would land outside of it (absolute, `..`, through a link) is an error.
  /// Whole or not at all is each file, not the folder.
  [[nodiscard]] virtual Result<void> unpack(const std::filesystem::path& archive, const std::filesystem::path& folder,
                                            std::stop_token stop) = 0;
  /// Unpacks names as they are (`absolute` paths allowed): only for archives that we wrote, such as caches.
  [[nodiscard]] virtual Result<void> unpack_trusted(const std::filesystem::path& archive,
                                                    const std::filesystem::path& folder, std::stop_token stop) = 0;
  [[nodiscard]] virtual Result<std::vector<std::string>> list(const std::filesystem::path& archive) const = 0;
};

}  // namespace ropewalk::ports
