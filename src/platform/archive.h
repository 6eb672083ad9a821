// The real Archive port: zip and tar with zstd, through libarchive.
#pragma once

#include "ports/archive.h"

namespace ropewalk::platform {

/// Keeps permissions, modification times and links, packs in the order of names, so that the same files give the same
/// bytes. Folders are packed with all that is below them. Holds no state; may be used from several threads.
class RealArchive final : public ports::Archive {
 public:
  /// The size of the archive in bytes. Errors: what cannot be read, a file that shrinks meanwhile, a full disk; the
  /// archive is then not there.
  [[nodiscard]] Result<std::uint64_t> pack(const std::vector<ports::ArchiveEntry>& entries,
                                           const std::filesystem::path& archive, ports::ArchiveFormat format, int level,
                                           std::stop_token stop) override;
  /// Also refuses links whose target is outside of `folder`, and writes through no link that is there already.
  [[nodiscard]] Result<void> unpack(const std::filesystem::path& archive, const std::filesystem::path& folder,
                                    std::stop_token stop) override;
  [[nodiscard]] Result<void> unpack_trusted(const std::filesystem::path& archive, const std::filesystem::path& folder,
                                            std::stop_token stop) override;
  [[nodiscard]] Result<std::vector<std::string>> list(const std::filesystem::path& archive) const override;
};

}  // namespace ropewalk::platform
