#include "image/oci/byte_source.h"

#include <fmt/format.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

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

class GzipSource final : public ByteSource {
 public:
  GzipSource(std::string_view bytes, std::uint64_t limit) : rest_(bytes), meter_(limit) {
    constexpr int kWithGzipHeader = 16 + MAX_WBITS;
    is_ready_ = inflateInit2(&stream_, kWithGzipHeader) == Z_OK;
  }
  ~GzipSource() override { inflateEnd(&stream_); }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  Outcome<std::size_t> read(char* out, std::size_t size) override {
    if (!is_ready_) {
      return fault(FaultKind::kUnreadable, "no memory for unpacking");
    }
    while (true) {
      if (is_between_members_) {
        // Members may follow each other; archives are padded with zeros.
        if (rest_.find_first_not_of('\0') == std::string_view::npos) {
          return 0;
        }
        if (inflateReset(&stream_) != Z_OK) {
          return fault(FaultKind::kDamaged, "the gzip stream is damaged");
        }
        is_between_members_ = false;
      }
      const auto piece = static_cast<uInt>(std::min<std::size_t>(rest_.size(), 1U << 30U));
      // zlib's interface has no const, and does not write there.
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest_.data()));
      stream_.avail_in = piece;
      stream_.next_out = reinterpret_cast<Bytef*>(out);
      stream_.avail_out = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30U));
      const uInt wanted = stream_.avail_out;
      const int status = inflate(&stream_, Z_NO_FLUSH);
      rest_.remove_prefix(piece - stream_.avail_in);
      const std::size_t count = wanted - stream_.avail_out;
      if (status == Z_STREAM_END) {
        is_between_members_ = true;
      } else if (status == Z_BUF_ERROR && rest_.empty()) {
        return fault(FaultKind::kTruncated, "the gzip stream ends early");
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return fault(FaultKind::kDamaged,
                     fmt::format("the gzip stream is damaged{}{}", stream_.msg != nullptr ? ": " : "",
                                 stream_.msg != nullptr ? stream_.msg : ""));
      }
      if (count > 0) {
        return meter_.pass(count);
      }
      if (status == Z_OK && rest_.empty()) {
        return fault(FaultKind::kTruncated, "the gzip stream ends early");
      }
    }
  }

 private:
  z_stream stream_ = {};
  std::string_view rest_;
  Meter meter_;
  bool is_ready_ = false;
  bool is_between_members_ = false;
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
