#include "scan/advisories/read_zip.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>

namespace ropewalk::scan {
namespace {

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < width && at + i < bytes.size(); ++i) {
    value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  }
  return value;
}

struct Entry {
  std::string_view name;
  std::uint32_t method = 0;
  std::uint32_t checksum = 0;
  std::uint32_t packed = 0;
  std::uint32_t unpacked = 0;
  std::uint32_t at = 0;
};

constexpr std::size_t kEndSize = 22;
constexpr std::size_t kEntrySize = 46;
constexpr std::size_t kLocalSize = 30;
constexpr std::uint32_t kStored = 0;
constexpr std::uint32_t kDeflated = 8;

/// Inflates raw deflate data of a known length.
bool inflate_all(std::string_view packed, std::string& into) {
  z_stream stream = {};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) {
    return false;
  }
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // NOLINT: zlib does not write to it
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(into.data());
  stream.avail_out = static_cast<uInt>(into.size());
  const int end = inflate(&stream, Z_FINISH);
  const bool is_whole = end == Z_STREAM_END && stream.avail_out == 0;
  inflateEnd(&stream);
  return is_whole;
}

bool unpack(std::string_view archive, const Entry& entry, std::string& into) {
  if (entry.at + kLocalSize > archive.size()) {
    return false;
  }
  const std::size_t begin =
      entry.at + kLocalSize + number(archive, entry.at + 26, 2) + number(archive, entry.at + 28, 2);
  if (begin > archive.size() || entry.packed > archive.size() - begin) {
    return false;
  }
  const std::string_view packed = archive.substr(begin, entry.packed);
  if (entry.method == kStored) {
    into = packed;
  } else if (entry.method == kDeflated) {
    into.resize(entry.unpacked);
    if (!inflate_all(packed, into)) {
      return false;
    }
  } else {
    return false;
  }
  return crc32_z(0, reinterpret_cast<const Bytef*>(into.data()), into.size()) == entry.checksum;
}

}  // namespace

Result<void> read_zip(std::string_view archive, std::string_view name, std::string_view suffix,
                      std::uint64_t most_bytes, const ZipVisitor& visit) {
  const auto damaged = [&](std::string_view what) {
    return fail(ErrorKind::kIncomplete, fmt::format("{}: {}", name, what));
  };
  const std::size_t end = archive.rfind("PK\x05\x06");
  if (end == std::string_view::npos || archive.size() - end < kEndSize) {
    return damaged("no zip archive, or one that is cut off");
  }
  const std::uint32_t count = number(archive, end + 10, 2);
  std::size_t at = number(archive, end + 16, 4);
  // More than 65,535 files are counted elsewhere: the directory itself says where it ends.
  for (std::uint32_t i = 0; count == 0xFFFF || i < count; ++i) {
    if (at + kEntrySize > archive.size() || archive.substr(at, 4) != "PK\x01\x02") {
      if (count == 0xFFFF) {
        break;
      }
      return damaged("the directory of the zip archive is damaged");
    }
    const std::uint32_t name_length = number(archive, at + 28, 2);
    const Entry entry{.name = archive.substr(std::min(at + kEntrySize, archive.size()), name_length),
                      .method = number(archive, at + 10, 2),
                      .checksum = number(archive, at + 16, 4),
                      .packed = number(archive, at + 20, 4),
                      .unpacked = number(archive, at + 24, 4),
                      .at = number(archive, at + 42, 4)};
    at += kEntrySize + name_length + number(archive, at + 30, 2) + number(archive, at + 32, 2);
    if (!entry.name.ends_with(suffix)) {
      continue;
    }
    std::string bytes;
    if (entry.unpacked > most_bytes || !unpack(archive, entry, bytes)) {
      return damaged(fmt::format("'{}' in it is damaged or too large", entry.name));
    }
    if (auto visited = visit(entry.name, std::move(bytes)); !visited) {
      return visited;
    }
  }
  return {};
}

}  // namespace ropewalk::scan
