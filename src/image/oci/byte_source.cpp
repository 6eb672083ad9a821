#include "image/oci/byte_source.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "image/oci/inflate.h"

namespace ropewalk::image {
namespace {

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : rest_(bytes) {}

  Outcome<std::size_t> read(char* out, std::size_t size) override {
    const std::size_t count = std::min(size, rest_.size());
    std::memcpy(out, rest_.data(), count);
    rest_.remove_prefix(count);
    return count;
  }

 private:
  std::string_view rest_;
};

/// Counts what comes out of a decompressor against the limit.
class Meter {
 public:
  explicit Meter(std::uint64_t limit) : limit_(limit) {}
  [[nodiscard]] Outcome<std::size_t> pass(std::size_t count) {
    total_ += count;
    if (total_ > limit_) {
      return fault(FaultKind::kTooLarge, fmt::format("it unpacks to more than {} bytes", limit_));
    }
    return count;
  }

 private:
  std::uint64_t limit_;
  std::uint64_t total_ = 0;
};

/// How many bytes a member's header has (RFC 1952 §2.3): nothing for what is none, all and more when it is cut off.
std::optional<std::size_t> gzip_header_size(std::string_view bytes) {
  constexpr std::size_t kFixed = 10;
  constexpr unsigned kHasSum = 2;
  constexpr unsigned kHasExtra = 4;
  constexpr unsigned kHasName = 8;
  constexpr unsigned kHasComment = 16;
  constexpr std::string_view kMark("\x1f\x8b\x08", 3);
  if (!bytes.starts_with(kMark.substr(0, std::min(bytes.size(), kMark.size())))) {
    return std::nullopt;
  }
  if (bytes.size() < kFixed) {
    return kFixed;
  }
  const auto flags = static_cast<unsigned char>(bytes[3]);
  if ((flags & 0xE0U) != 0) {
    return std::nullopt;
  }
  std::size_t at = kFixed;
  if ((flags & kHasExtra) != 0) {
    if (bytes.size() < at + 2) {
      return at + 2;
    }
    at += 2 + static_cast<unsigned char>(bytes[at]) + 256UL * static_cast<unsigned char>(bytes[at + 1]);
  }
  for (const unsigned text : {kHasName, kHasComment}) {
    if ((flags & text) != 0) {
      const std::size_t end = at < bytes.size() ? bytes.find('\0', at) : std::string_view::npos;
      if (end == std::string_view::npos) {
        return bytes.size() + 1;
      }
      at = end + 1;
    }
  }
  return at + ((flags & kHasSum) != 0 ? 2 : 0);
}

std::uint32_t little_endian(std::string_view bytes) {
  std::uint32_t value = 0;
  for (std::size_t index = 4; index-- > 0;) {
    value = value << 8U | static_cast<unsigned char>(bytes[index]);
  }
  return value;
}

class GzipSource final : public ByteSource {
 public:
  GzipSource(std::string_view bytes, std::uint64_t limit) : rest_(bytes), meter_(limit) {}

  Outcome<std::size_t> read(char* out, std::size_t size) override {
    while (piece_.empty()) {
      auto there = is_in_member_ ? next_piece() : next_member();
      if (!there) {
        return fault(there.error());
      }
      if (!*there) {
        return 0;
      }
    }
    const std::size_t count = std::min(size, piece_.size());
    std::memcpy(out, piece_.data(), count);
    piece_.remove_prefix(count);
    return meter_.pass(count);
  }

 private:
  static tl::unexpected<Fault> cut_off() { return fault(FaultKind::kTruncated, "the gzip stream ends early"); }

  /// False when there is none.
  Outcome<bool> next_member() {
    // Members may follow each other; archives are padded with zeros.
    if (rest_.find_first_not_of('\0') == std::string_view::npos) {
      return is_begun_ ? Outcome<bool>(false) : cut_off();
    }
    const auto header = gzip_header_size(rest_);
    if (!header) {
      return fault(FaultKind::kDamaged, "the gzip stream is damaged: its header is wrong");
    }
    if (*header > rest_.size()) {
      return cut_off();
    }
    inflate_.start(rest_.substr(*header));
    is_begun_ = true;
    is_in_member_ = true;
    sum_ = crc32_z(0, nullptr, 0);
    size_ = 0;
    return true;
  }

  Outcome<bool> next_piece() {
    piece_ = inflate_.next();
    sum_ = crc32_z(sum_, reinterpret_cast<const Bytef*>(piece_.data()), piece_.size());
    size_ += static_cast<std::uint32_t>(piece_.size());
    if (!piece_.empty() || inflate_.state() == Inflate::State::kMore) {
      return true;
    }
    if (inflate_.state() == Inflate::State::kTruncated) {
      return cut_off();
    }
    if (inflate_.state() == Inflate::State::kDamaged) {
      return fault(FaultKind::kDamaged, "the gzip stream is damaged");
    }
    constexpr std::size_t kTrailer = 8;
    rest_ = inflate_.rest();
    if (rest_.size() < kTrailer) {
      return cut_off();
    }
    if (little_endian(rest_) != sum_ || little_endian(rest_.substr(4)) != size_) {
      return fault(FaultKind::kDamaged, "the gzip stream is damaged: its sum or its size is wrong");
    }
    rest_.remove_prefix(kTrailer);
    is_in_member_ = false;
    return true;
  }

  Inflate inflate_;
  std::string_view rest_;
  /// What has been unpacked and not been read.
  std::string_view piece_;
  Meter meter_;
  uLong sum_ = 0;
  /// Of the member, modulo 2^32.
  std::uint32_t size_ = 0;
  bool is_begun_ = false;
  bool is_in_member_ = false;
};

class ZstdSource final : public ByteSource {
 public:
  ZstdSource(std::string_view bytes, std::uint64_t limit)
      : context_(ZSTD_createDCtx()), input_{bytes.data(), bytes.size(), 0}, meter_(limit) {
    constexpr int kLargestWindow = 27;  // 128 MiB
    if (context_ != nullptr) {
      ZSTD_DCtx_setParameter(context_, ZSTD_d_windowLogMax, kLargestWindow);
    }
  }
  ~ZstdSource() override { ZSTD_freeDCtx(context_); }
  ZstdSource(const ZstdSource&) = delete;
  ZstdSource& operator=(const ZstdSource&) = delete;

  Outcome<std::size_t> read(char* out, std::size_t size) override {
    if (context_ == nullptr) {
      return fault(FaultKind::kUnreadable, "no memory for unpacking");
    }
    while (true) {
      if (input_.pos == input_.size && hint_ == 0) {
        return 0;
      }
      ZSTD_outBuffer output{out, size, 0};
      const std::size_t before = input_.pos;
      hint_ = ZSTD_decompressStream(context_, &output, &input_);
      if (ZSTD_isError(hint_) != 0) {
        return fault(FaultKind::kDamaged, fmt::format("the zstd stream is damaged: {}", ZSTD_getErrorName(hint_)));
      }
      if (output.pos > 0) {
        return meter_.pass(output.pos);
      }
      if (input_.pos == input_.size && before == input_.pos && hint_ != 0) {
        return fault(FaultKind::kTruncated, "the zstd stream ends early");
      }
    }
  }

 private:
  ZSTD_DCtx* context_;
  ZSTD_inBuffer input_;
  std::size_t hint_ = 1;
  Meter meter_;
};

class MeteredSource final : public ByteSource {
 public:
  MeteredSource(std::string_view bytes, std::uint64_t limit) : from_(bytes), meter_(limit) {}
  Outcome<std::size_t> read(char* out, std::size_t size) override {
    auto count = from_.read(out, size);
    return count ? meter_.pass(*count) : count;
  }

 private:
  MemorySource from_;
  Meter meter_;
};

}  // namespace

std::unique_ptr<ByteSource> memory_source(std::string_view bytes) { return std::make_unique<MemorySource>(bytes); }

std::unique_ptr<ByteSource> unpacked_source(std::string_view bytes, std::uint64_t limit) {
  if (bytes.starts_with("\x1f\x8b")) {
    return std::make_unique<GzipSource>(bytes, limit);
  }
  if (bytes.starts_with("\x28\xb5\x2f\xfd")) {
    return std::make_unique<ZstdSource>(bytes, limit);
  }
  return std::make_unique<MeteredSource>(bytes, limit);
}

Outcome<std::size_t> HashingSource::read(char* out, std::size_t size) {
  auto count = from_->read(out, size);
  if (count) {
    hash_.update({out, *count});
    total_ += *count;
  }
  return count;
}

Outcome<std::string> HashingSource::finish() {
  std::vector<char> buffer(64UL << 10U);
  while (true) {
    const auto count = read(buffer.data(), buffer.size());
    if (!count) {
      return fault(count.error());
    }
    if (*count == 0) {
      return "sha256:" + to_hex(hash_.finish());
    }
  }
}

}  // namespace ropewalk::image
