// Bytes that come one piece after the other: from memory, out of gzip or zstd, and past a hash on their way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "image/oci/fault.h"

namespace ropewalk::image {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// Up to `size` bytes into `out`; 0 at the end, and nowhere else.
  [[nodiscard]] virtual Outcome<std::size_t> read(char* out, std::size_t size) = 0;
};

/// The bytes of a text, which outlives it.
[[nodiscard]] std::unique_ptr<ByteSource> memory_source(std::string_view bytes);

/// What the bytes are once they are unpacked: gzip (any number of members), zstd (any number of frames) or, when they
/// begin with neither's mark, as they are. More than `limit` unpacked bytes are kTooLarge.
[[nodiscard]] std::unique_ptr<ByteSource> unpacked_source(std::string_view bytes, std::uint64_t limit);

/// Hands on what another source gives, and knows its SHA-256 in the end.
class HashingSource final : public ByteSource {
 public:
  explicit HashingSource(std::unique_ptr<ByteSource> from) : from_(std::move(from)) {}
  [[nodiscard]] Outcome<std::size_t> read(char* out, std::size_t size) override;
  /// Reads what is left, and says `sha256:…` of everything. Call it once.
  [[nodiscard]] Outcome<std::string> finish();
  /// How many bytes have come through.
  [[nodiscard]] std::uint64_t total() const { return total_; }

 private:
  std::unique_ptr<ByteSource> from_;
  Sha256 hash_;
  std::uint64_t total_ = 0;
};

}  // namespace ropewalk::image
