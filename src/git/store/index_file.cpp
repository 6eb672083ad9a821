// The index file: what is staged.
#include "git/store/git_object_store.h"

namespace ropewalk::git {
namespace {

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (const char c : bytes.substr(at, 4)) {
    value = (value << 8U) | static_cast<unsigned char>(c);
  }
  return value;
}

/// How many bytes of the path before stay out (version 4): the number of a pack's offsets.
std::optional<std::size_t> dropped(std::string_view bytes, std::size_t& at) {
  std::size_t value = 0;
  for (int count = 0; at < bytes.size() && count < 8; ++count) {
    const auto byte = static_cast<unsigned char>(bytes[at++]);
    value = count == 0 ? byte & 0x7fU : ((value + 1) << 7U) | (byte & 0x7fU);
    if ((byte & 0x80U) == 0) {
      return value;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<ports::IndexEntry>> read_index(std::string_view bytes, std::size_t id_size) {
  constexpr std::size_t kHead = 12;
  /// Times, device, inode, mode, owner and size stand before the id.
  constexpr std::size_t kFacts = 40;
  if (bytes.size() < kHead || !bytes.starts_with("DIRC")) {
    return std::nullopt;
  }
  const std::uint32_t version = big_endian(bytes, 4);
  const std::uint32_t count = big_endian(bytes, 8);
  if (version < 2 || version > 4) {
    return std::nullopt;
  }
  std::vector<ports::IndexEntry> entries;
  std::string path;
  std::size_t at = kHead;
  for (std::uint32_t number = 0; number < count; ++number) {
    const std::size_t begin = at;
    if (bytes.size() < begin + kFacts + id_size + 2) {
      return std::nullopt;
    }
    ports::IndexEntry entry;
    entry.mode = big_endian(bytes, begin + 24);
    entry.id = ports::object_id_from_bytes(bytes.substr(begin + kFacts, id_size));
    at = begin + kFacts + id_size;
    const unsigned flags = (unsigned{static_cast<unsigned char>(bytes[at])} << 8U) |
                           unsigned{static_cast<unsigned char>(bytes[at + 1])};
    entry.stage = static_cast<int>((flags >> 12U) & 3U);
    at += (flags & 0x4000U) != 0 && version >= 3 ? 4 : 2;
    if (version == 4) {
      const auto drop = dropped(bytes, at);
      if (!drop || *drop > path.size()) {
        return std::nullopt;
      }
      path.resize(path.size() - *drop);
    } else {
      path.clear();
    }
    const std::size_t end = bytes.find('\0', at);
    if (end == std::string_view::npos) {
      return std::nullopt;
    }
    path += bytes.substr(at, end - at);
    entry.path = path;
    // Before version 4 an entry is filled up to a multiple of eight bytes.
    at = version == 4 ? end + 1 : begin + (end - begin + 8) / 8 * 8;
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace ropewalk::git
