#include "scan/secrets/sources/archive.h"

#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>

namespace ropewalk::scan {
namespace {

using namespace std::string_view_literals;
using Each = std::function<void(const std::string& name, std::string_view bytes)>;

constexpr std::size_t kPiece = 1U << 16U;
constexpr std::string_view kTooMuch = "it holds more than may be unpacked";
constexpr std::string_view kDamaged = "the archive is damaged";

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = count; i-- > 0;) {
    value = (value << 8U) | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
  }
  return value;
}

/// What a stream holds that is said to hold `size` bytes, by the library that needs half the time and takes whole
/// streams alone; nothing when that does not hold for all of the bytes.
std::optional<std::string> inflate_whole(std::string_view bytes, int window, std::uint64_t size) {
  // One byte makes at most 1032: a larger claim is not worth the memory.
  if (size == 0 || size / 1032 > bytes.size()) {
    return std::nullopt;
  }
  const std::unique_ptr<libdeflate_decompressor, decltype(&::libdeflate_free_decompressor)> decompressor(
      ::libdeflate_alloc_decompressor(), ::libdeflate_free_decompressor);
  if (!decompressor) {
    return std::nullopt;
  }
  std::string out(static_cast<std::size_t>(size), '\0');
  const auto decompress = window < 0 ? ::libdeflate_deflate_decompress_ex : ::libdeflate_gzip_decompress_ex;
  std::size_t taken = 0;
  const auto result =
      decompress(decompressor.get(), bytes.data(), bytes.size(), out.data(), out.size(), &taken, nullptr);
  return result == LIBDEFLATE_SUCCESS && taken == bytes.size() ? std::optional(std::move(out)) : std::nullopt;
}

/// `window` as inflateInit2 takes it, `size` what the archive says that comes out. Stops at the limit with what there
/// is; `problem` says why it is not whole.
std::string inflate_all(std::string_view bytes, int window, std::uint64_t size, std::uint64_t limit,
                        std::string& problem) {
  if (size < limit) {
    if (auto whole = inflate_whole(bytes, window, size)) {
      return std::move(*whole);
    }
  }
  std::string out;
  z_stream stream = {};
  if (::inflateInit2(&stream, window) != Z_OK) {
    problem = kDamaged;
    return out;
  }
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), 0xffffffffU));
  int state = Z_OK;
  while (state == Z_OK && out.size() < limit) {
    const std::size_t before = out.size();
    out.resize(before + kPiece);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = kPiece;
    state = ::inflate(&stream, Z_NO_FLUSH);
    out.resize(out.size() - stream.avail_out);
    // Several streams one behind the other are one file.
    if (state == Z_STREAM_END && window > 15 && stream.avail_in > 0 && ::inflateReset(&stream) == Z_OK) {
      state = Z_OK;
    }
  }
  ::inflateEnd(&stream);
  if (state != Z_STREAM_END) {
    problem = out.size() >= limit ? kTooMuch : kDamaged;
  }
  return out;
}

std::string decompress_zstd(std::string_view bytes, std::uint64_t limit, std::string& problem) {
  std::string out;
  const std::unique_ptr<ZSTD_DStream, decltype(&ZSTD_freeDStream)> stream(ZSTD_createDStream(), ZSTD_freeDStream);
  ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
  std::size_t state = 1;
  while (in.pos < in.size && out.size() < limit) {
    const std::size_t before = out.size();
    out.resize(before + kPiece);
    ZSTD_outBuffer to{out.data() + before, kPiece, 0};
    state = ZSTD_decompressStream(stream.get(), &to, &in);
    out.resize(before + to.pos);
    if (ZSTD_isError(state) != 0) {
      problem = kDamaged;
      return out;
    }
  }
  if (state != 0) {
    problem = out.size() >= limit ? kTooMuch : kDamaged;
  }
  return out;
}

std::string text_field(std::string_view field) { return std::string(field.substr(0, field.find('\0'))); }

std::optional<std::uint64_t> octal(std::string_view field) {
  std::uint64_t value = 0;
  const std::size_t first = field.find_first_not_of(' ');
  if (first == std::string_view::npos) {
    return 0;
  }
  if ((static_cast<unsigned char>(field[0]) & 0x80U) != 0) {
    for (const char c : field.substr(1)) {
      value = (value << 8U) | static_cast<unsigned char>(c);
    }
    return value;
  }
  std::from_chars(field.data() + first, field.data() + field.size(), value, 8);
  return value;
}

/// `path` of an extended header (pax).
std::string pax_path(std::string_view records) {
  std::string path;
  while (!records.empty()) {
    std::size_t length = 0;
    const auto read = std::from_chars(records.data(), records.data() + records.size(), length);
    if (read.ec != std::errc() || length == 0 || length > records.size()) {
      break;
    }
    const std::string_view record = records.substr(0, length - 1);
    const std::size_t key = record.find(' ') + 1;
    if (record.substr(key).starts_with("path=")) {
      path = record.substr(key + 5);
    }
    records.remove_prefix(length);
  }
  return path;
}

std::string read_tar(std::string_view bytes, const Each& each) {
  constexpr std::size_t kBlock = 512;
  std::string next_name;
  std::size_t at = 0;
  while (at + kBlock <= bytes.size()) {
    const std::string_view head = bytes.substr(at, kBlock);
    if (head.find_first_not_of('\0') == std::string_view::npos) {
      return {};
    }
    const auto size = octal(head.substr(124, 12));
    at += kBlock;
    if (!size || *size > bytes.size() - at) {
      return std::string(kDamaged);
    }
    const std::string_view content = bytes.substr(at, static_cast<std::size_t>(*size));
    const char type = head[156];
    if (type == 'L') {
      next_name = text_field(content);
    } else if (type == 'x') {
      next_name = pax_path(content);
    } else if (type == '0' || type == '\0' || type == '7') {
      std::string name = text_field(head.substr(0, 100));
      if (const std::string prefix = text_field(head.substr(345, 155));
          head.substr(257, 5) == "ustar" && !prefix.empty()) {
        name = prefix + "/" + name;
      }
      each(next_name.empty() ? name : next_name, content);
      next_name.clear();
    } else if (type != 'g') {
      next_name.clear();
    }
    at += (static_cast<std::size_t>(*size) + kBlock - 1) / kBlock * kBlock;
  }
  return {};
}

std::string read_zip(std::string_view bytes, std::uint64_t limit, const Each& each) {
  constexpr std::string_view kEnd = "PK\x05\x06";
  constexpr std::string_view kEntry = "PK\x01\x02";
  const std::size_t end = bytes.rfind(kEnd);
  if (end == std::string_view::npos) {
    return std::string(kDamaged);
  }
  std::size_t at = static_cast<std::size_t>(little_endian(bytes, end + 16, 4));
  std::string problem;
  for (std::uint64_t left = little_endian(bytes, end + 10, 2); left > 0; --left) {
    if (at + 46 > bytes.size() || bytes.substr(at, 4) != kEntry) {
      return std::string(kDamaged);
    }
    const auto name_size = static_cast<std::size_t>(little_endian(bytes, at + 28, 2));
    const std::string name(bytes.substr(at + 46, name_size));
    const std::uint64_t method = little_endian(bytes, at + 10, 2);
    const std::uint64_t flags = little_endian(bytes, at + 8, 2);
    const std::uint64_t packed = little_endian(bytes, at + 20, 4);
    const std::uint64_t size = little_endian(bytes, at + 24, 4);
    const std::uint64_t local = little_endian(bytes, at + 42, 4);
    at +=
        46 + name_size + static_cast<std::size_t>(little_endian(bytes, at + 30, 2) + little_endian(bytes, at + 32, 2));
    if (name.ends_with('/')) {
      continue;
    }
    const std::uint64_t begin = local + 30 + little_endian(bytes, local + 26, 2) + little_endian(bytes, local + 28, 2);
    if ((flags & 1U) != 0 || (method != 0 && method != 8)) {
      problem = "an entry is encrypted, or packed in a way that is not known: " + name;
      continue;
    }
    if (begin > bytes.size() || packed > bytes.size() - begin) {
      return std::string(kDamaged);
    }
    const std::string_view content = bytes.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(packed));
    if (method == 0) {
      each(name, content);
      continue;
    }
    std::string trouble;
    const std::string unpacked = inflate_all(content, -15, size, limit, trouble);
    each(name, unpacked);
    if (!trouble.empty()) {
      problem = trouble;
    }
    if (unpacked.size() >= limit) {
      return std::string(kTooMuch);
    }
    limit -= unpacked.size();
  }
  return problem;
}

}  // namespace

ArchiveKind archive_kind(std::string_view bytes) {
  if (bytes.starts_with("PK\x03\x04"sv)) {
    return ArchiveKind::kZip;
  }
  if (bytes.starts_with("\x1f\x8b\x08"sv)) {
    return ArchiveKind::kGzip;
  }
  if (bytes.starts_with("\x28\xb5\x2f\xfd"sv)) {
    return ArchiveKind::kZstd;
  }
  if (bytes.size() > 262 && bytes.substr(257, 5) == "ustar") {
    return ArchiveKind::kTar;
  }
  const bool is_other = bytes.starts_with("BZh"sv) ||
                        bytes.starts_with(
                            "\xfd"
                            "7zXZ\0"sv) ||
                        bytes.starts_with("7z\xbc\xaf\x27\x1c"sv) || bytes.starts_with("Rar!\x1a\x07"sv);
  return is_other ? ArchiveKind::kOther : ArchiveKind::kNone;
}

ArchiveRead read_archive(std::string_view bytes, std::string_view name, std::uint64_t limit, const Each& each) {
  ArchiveRead read;
  const std::string inner(name.substr(name.find_last_of("/!") + 1));
  const std::string without = inner.substr(0, std::max<std::size_t>(inner.rfind('.'), 1));
  switch (archive_kind(bytes)) {
    case ArchiveKind::kZip: read.problem = read_zip(bytes, limit, each); break;
    case ArchiveKind::kTar: read.problem = read_tar(bytes, each); break;
    case ArchiveKind::kGzip: {
      const std::uint64_t size = little_endian(bytes, bytes.size() - std::min<std::size_t>(bytes.size(), 4), 4);
      each(without, inflate_all(bytes, 15 + 16, size, limit, read.problem));
      break;
    }
    case ArchiveKind::kZstd: each(without, decompress_zstd(bytes, limit, read.problem)); break;
    case ArchiveKind::kOther:
    case ArchiveKind::kNone: read.problem = "not an archive that is opened"; break;
  }
  return read;
}

}  // namespace ropewalk::scan
