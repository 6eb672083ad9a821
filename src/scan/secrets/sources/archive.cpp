#include "scan/secrets/sources/archive.h"

#include <libdeflate.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>
#include <vector>

#include "scan/secrets/match/pattern.h"

namespace ropewalk::scan {
namespace {

using namespace std::string_view_literals;
using Each = std::function<void(const std::string& name, std::string_view bytes)>;

constexpr std::size_t kPiece = 1U << 16U;
constexpr std::string_view kTooMuch = "it holds more than may be unpacked";
constexpr std::string_view kDamaged = "the archive is damaged";
constexpr std::string_view kZipHeader = "PK\x03\x04";
constexpr std::string_view kZipEntry = "PK\x01\x02";

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

constexpr std::string_view kZipEnd = "PK\x05\x06";
constexpr std::size_t kZipEndSize = 22;
/// The longest remark that may stand behind a zip.
constexpr std::size_t kLongestRemark = 0xffff;

/// What a zip says of itself at its end.
struct ZipEnd {
  /// What offsets count from: where the zip begins in the file, or the file itself.
  std::size_t base = 0;
  /// The list of its entries.
  Span directory;
  /// Behind the last record; a remark follows.
  std::size_t end = 0;
};

/// `at` is where the last record may be. Nothing when no entries stand where it says.
std::optional<ZipEnd> zip_end(std::string_view bytes, std::size_t at) {
  constexpr std::uint64_t kIsIn64 = 0xffffffff;
  constexpr std::size_t kLocatorSize = 20;
  constexpr std::size_t kRecord64Size = 56;
  if (at > bytes.size() || bytes.size() - at < kZipEndSize) {
    return std::nullopt;
  }
  std::uint64_t count = little_endian(bytes, at + 10, 2);
  std::uint64_t size = little_endian(bytes, at + 12, 4);
  std::uint64_t offset = little_endian(bytes, at + 16, 4);
  std::size_t end = at;
  if ((size == kIsIn64 || offset == kIsIn64 || count == 0xffff) && at >= kLocatorSize + kRecord64Size &&
      bytes.substr(at - kLocatorSize, 4) == "PK\x06\x07") {
    const std::size_t record = at - kLocatorSize - kRecord64Size;
    if (bytes.substr(record, 4) != "PK\x06\x06") {
      return std::nullopt;
    }
    count = little_endian(bytes, record + 32, 8);
    size = little_endian(bytes, record + 40, 8);
    offset = little_endian(bytes, record + 48, 8);
    end = record;
  }
  const auto is_entry = [bytes](std::uint64_t place) {
    return bytes.substr(static_cast<std::size_t>(place), kZipEntry.size()) == kZipEntry;
  };
  if (count == 0 || size > end || offset > end - size) {
    return std::nullopt;
  }
  // Directly in front of its record; else where the record says.
  const bool is_in_front = is_entry(end - size);
  if (!is_in_front && !is_entry(offset)) {
    return std::nullopt;
  }
  const auto begin = static_cast<std::size_t>(is_in_front ? end - size : offset);
  return ZipEnd{
      begin - static_cast<std::size_t>(offset), {begin, begin + static_cast<std::size_t>(size)}, at + kZipEndSize};
}

/// The zip that the bytes end with, whatever stands in front of it: a program that unpacks it, a line for the shell.
/// Looks for a byte that texts do not have, so that they cost next to nothing.
std::optional<ZipEnd> zip_at_end(std::string_view bytes) {
  std::optional<ZipEnd> found;
  const std::size_t first = bytes.size() - std::min(bytes.size(), kLongestRemark + kZipEndSize);
  for (std::size_t at = bytes.find(kZipEnd.back(), first); at != std::string_view::npos;
       at = bytes.find(kZipEnd.back(), at + 1)) {
    const std::size_t begin = at + 1 - std::min(at + 1, kZipEnd.size());
    if (bytes.substr(begin, kZipEnd.size()) == kZipEnd) {
      if (auto end = zip_end(bytes, begin)) {
        found = end;
      }
    }
  }
  return found;
}

struct ZipEntry {
  std::string name;
  std::uint64_t method = 0;
  bool is_encrypted = false;
  std::uint64_t packed = 0;
  std::uint64_t size = 0;
  /// Of its header, in the file.
  std::uint64_t begin = 0;
};

/// Sizes and offsets that do not fit into four bytes stand in a field of their own, in this order.
void read_zip64(std::string_view extra, ZipEntry& entry) {
  while (extra.size() >= 4) {
    const std::uint64_t id = little_endian(extra, 0, 2);
    std::string_view field = extra.substr(4, static_cast<std::size_t>(little_endian(extra, 2, 2)));
    if (id == 1) {
      for (std::uint64_t* const value : {&entry.size, &entry.packed, &entry.begin}) {
        if (*value == 0xffffffff && field.size() >= 8) {
          *value = little_endian(field, 0, 8);
          field.remove_prefix(8);
        }
      }
      return;
    }
    extra.remove_prefix(std::min(extra.size(), 4 + field.size()));
  }
}

struct ZipList {
  ZipEnd end;
  std::vector<ZipEntry> entries;
  /// The list ends before it says so.
  bool is_damaged = false;
};

std::optional<ZipList> zip_list(std::string_view bytes) {
  const std::size_t last = bytes.rfind(kZipEnd);
  auto end = last == std::string_view::npos ? std::nullopt : zip_end(bytes, last);
  if (!end) {
    end = zip_at_end(bytes);
  }
  if (!end) {
    return std::nullopt;
  }
  ZipList list{*end, {}};
  constexpr std::size_t kFixed = 46;
  for (std::size_t at = end->directory.begin; at < end->directory.end;) {
    if (end->directory.end - at < kFixed || bytes.substr(at, 4) != kZipEntry) {
      list.is_damaged = true;
      break;
    }
    const auto name_size = static_cast<std::size_t>(little_endian(bytes, at + 28, 2));
    const auto extra_size = static_cast<std::size_t>(little_endian(bytes, at + 30, 2));
    const auto remark_size = static_cast<std::size_t>(little_endian(bytes, at + 32, 2));
    ZipEntry entry{.name = std::string(bytes.substr(at + kFixed, name_size)),
                   .method = little_endian(bytes, at + 10, 2),
                   .is_encrypted = (little_endian(bytes, at + 8, 2) & 1U) != 0,
                   .packed = little_endian(bytes, at + 20, 4),
                   .size = little_endian(bytes, at + 24, 4),
                   .begin = little_endian(bytes, at + 42, 4)};
    if (at + kFixed + name_size < bytes.size()) {
      read_zip64(bytes.substr(at + kFixed + name_size, extra_size), entry);
    }
    entry.begin += end->base;
    list.entries.push_back(std::move(entry));
    at += kFixed + name_size + extra_size + remark_size;
  }
  return list;
}

std::size_t beginning_of(const ZipList& list) {
  std::uint64_t begin = list.end.directory.begin;
  for (const ZipEntry& entry : list.entries) {
    begin = std::min(begin, entry.begin);
  }
  return static_cast<std::size_t>(begin);
}

/// What is handed over counts against the limit.
std::string read_entries(std::string_view bytes, const ZipList& list, std::uint64_t& limit, const Each& each) {
  std::string problem = list.is_damaged ? std::string(kDamaged) : std::string();
  for (const ZipEntry& entry : list.entries) {
    if (entry.name.ends_with('/')) {
      continue;
    }
    if (entry.is_encrypted || (entry.method != 0 && entry.method != 8)) {
      problem = "an entry is encrypted, or packed in a way that is not known: " + entry.name;
      continue;
    }
    constexpr std::size_t kHeader = 30;
    if (entry.begin > bytes.size() || bytes.size() - entry.begin < kHeader) {
      return std::string(kDamaged);
    }
    const auto header = static_cast<std::size_t>(entry.begin);
    const std::uint64_t begin =
        header + kHeader + little_endian(bytes, header + 26, 2) + little_endian(bytes, header + 28, 2);
    if (bytes.substr(header, 4) != kZipHeader || begin > bytes.size() || entry.packed > bytes.size() - begin) {
      return std::string(kDamaged);
    }
    const std::string_view content =
        bytes.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(entry.packed));
    if (entry.method == 0) {
      // Entries may be the same bytes.
      if (content.size() >= limit) {
        return std::string(kTooMuch);
      }
      limit -= content.size();
      each(entry.name, content);
      continue;
    }
    std::string trouble;
    const std::string unpacked = inflate_all(content, -15, entry.size, limit, trouble);
    each(entry.name, unpacked);
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

std::string read_zip(std::string_view bytes, std::uint64_t limit, const Each& each) {
  auto list = zip_list(bytes);
  if (!list) {
    return std::string(kDamaged);
  }
  std::string problem;
  while (list) {
    if (std::string trouble = read_entries(bytes, *list, limit, each); !trouble.empty()) {
      problem = std::move(trouble);
    }
    // Another one may stand in front.
    bytes = bytes.substr(0, beginning_of(*list));
    list = zip_at_end(bytes) ? zip_list(bytes) : std::nullopt;
  }
  return problem;
}

/// Archives and compressed files of kinds that are not opened.
bool is_of_other_kind(std::string_view bytes) {
  constexpr std::array kBeginnings = {
      "BZh"sv,                  // bzip2
      "\xfd\x37zXZ\0"sv,        // xz
      "7z\xbc\xaf\x27\x1c"sv,   // 7z
      "Rar!\x1a\x07"sv,         // RAR
      "\x1f\x9d"sv,             // compress
      "\x1f\xa0"sv,             // the same with another method
      "\x04\x22\x4d\x18"sv,     // lz4
      "LZIP\x01"sv,             // lzip
      "\x89LZO\0"sv,            // lzop
      "\x5d\0\0"sv,             // lzma
      "MSCF\0\0\0\0"sv,         // cabinets
      "\xed\xab\xee\xdb"sv,     // rpm
      "!<arch>\ndebian-bin"sv,  // deb
      "xar!\0"sv,               // xar
      "hsqs"sv,                 // squashfs
  };
  return std::any_of(kBeginnings.begin(), kBeginnings.end(),
                     [bytes](std::string_view beginning) { return bytes.starts_with(beginning); });
}

}  // namespace

ArchiveKind archive_kind(std::string_view bytes) {
  if (bytes.starts_with(kZipHeader)) {
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
  if (is_of_other_kind(bytes)) {
    return ArchiveKind::kOther;
  }
  return zip_at_end(bytes) ? ArchiveKind::kZip : ArchiveKind::kNone;
}

std::string text_beside(std::string_view bytes) {
  const auto list = archive_kind(bytes) == ArchiveKind::kZip ? zip_list(bytes) : std::nullopt;
  if (!list) {
    return {};
  }
  const std::size_t begin = beginning_of(*list);
  if (begin == 0 && list->end.end == bytes.size()) {
    return {};
  }
  std::string text(bytes);
  const auto first = text.begin() + static_cast<std::ptrdiff_t>(begin);
  std::replace_if(
      first, text.begin() + static_cast<std::ptrdiff_t>(list->end.end), [](char c) { return c != '\n'; }, ' ');
  return text;
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
