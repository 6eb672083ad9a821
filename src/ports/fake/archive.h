// Archives in a form of a test's own, on any file system: nothing is compressed.
#pragma once

#include "ports/archive.h"
#include "ports/files.h"

namespace ropewalk::ports {

/// Holds files and folders (links are packed as what they point to). The format and the level are ignored.
class FakeArchive final : public Archive {
 public:
  explicit FakeArchive(Files& files) : files_(files) {}

  [[nodiscard]] Result<std::uint64_t> pack(const std::vector<ArchiveEntry>& entries,
                                           const std::filesystem::path& archive, ArchiveFormat format, int level,
                                           std::stop_token stop) override;
  [[nodiscard]] Result<void> unpack(const std::filesystem::path& archive, const std::filesystem::path& folder,
                                    std::stop_token stop) override;
  [[nodiscard]] Result<void> unpack_trusted(const std::filesystem::path& archive, const std::filesystem::path& folder,
                                            std::stop_token stop) override;
  [[nodiscard]] Result<std::vector<std::string>> list(const std::filesystem::path& archive) const override;

  /// Of the newest archive.
  int last_level = -1;

 private:
  [[nodiscard]] Result<void> unpack_all(const std::filesystem::path& archive, const std::filesystem::path& folder,
                                        bool is_trusted, const std::stop_token& stop);

  Files& files_;
};

}  // namespace ropewalk::ports
