// Where the parts of an image lie: files of a folder, or entries of an archive in memory.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "image/oci/image.h"

namespace ropewalk::image {

class BlobStore {
 public:
  virtual ~BlobStore() = default;
  /// A file by its name in the layout (`blobs/sha256/…`). Faults: kMissing, kUnreadable.
  [[nodiscard]] virtual Outcome<Blob> read(const std::string& name) const = 0;
  [[nodiscard]] virtual bool has(const std::string& name) const = 0;

  /// The blob of a digest, proven. Faults besides: kDigestMismatch, kUnsupported for another hash than SHA-256.
  [[nodiscard]] Outcome<Blob> read_digest(std::string_view digest) const;
};

[[nodiscard]] std::shared_ptr<const BlobStore> folder_blobs(const ports::Files& files, ports::Path folder);

/// The files of a tar archive, links among them followed. Contents are views into `archive`, so nothing is copied.
/// Faults: kTruncated, kDamaged.
[[nodiscard]] Outcome<std::shared_ptr<const BlobStore>> archive_blobs(std::shared_ptr<const std::string> archive);

/// Proves that bytes have a digest (`sha256:…`). Faults: kDigestMismatch, kUnsupported.
[[nodiscard]] Outcome<void> prove(std::string_view bytes, std::string_view digest);

}  // namespace ropewalk::image
