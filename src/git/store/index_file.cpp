#include "git/store/index_file.h"

#include <algorithm>
#include <map>

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

std::uint64_t big_endian_64(std::string_view bytes, std::size_t at) {
  return (std::uint64_t{big_endian(bytes, at)} << 32U) | big_endian(bytes, at + 4);
}

/// A compressed bitmap (gitformat-bitmap(5), "EWAH"), taken off the front: words that say how many equal words stand
/// for themselves, and how many follow as they are. Of at most `most` bits.
std::optional<std::vector<bool>> take_bitmap(std::string_view& bytes, std::size_t most) {
  constexpr std::size_t kHead = 8;
  constexpr std::size_t kTail = 4;
  constexpr std::size_t kWord = 64;
  if (bytes.size() < kHead + kTail) {
    return std::nullopt;
  }
  const std::size_t size = big_endian(bytes, 0);
  const std::size_t words = big_endian(bytes, 4);
  if ((bytes.size() - kHead - kTail) / 8 < words || size > most) {
    return std::nullopt;
  }
  std::vector<bool> bits;
  bits.reserve(size + kWord);
  for (std::size_t at = 0; at < words;) {
    const std::uint64_t run = big_endian_64(bytes, kHead + at++ * 8);
    const std::uint64_t equal = (run >> 1U) & 0xffffffffU;
    const std::uint64_t literal = run >> 33U;
    if (equal > (size + kWord) / kWord || literal > words - at) {
      return std::nullopt;
    }
    bits.insert(bits.end(), equal * kWord, (run & 1U) != 0);
    for (std::uint64_t end = at + literal; at < end; ++at) {
      const std::uint64_t word = big_endian_64(bytes, kHead + at * 8);
      for (std::size_t bit = 0; bit < kWord; ++bit) {
        bits.push_back(((word >> bit) & 1U) != 0);
      }
    }
    if (bits.size() > size + kWord) {
      return std::nullopt;
    }
  }
  bytes.remove_prefix(kHead + words * 8 + kTail);
  return bits;
}

/// The extension `link`.
std::optional<SharedIndex> read_shared(std::string_view bytes, std::size_t id_size) {
  if (bytes.size() < id_size) {
    return std::nullopt;
  }
  SharedIndex shared{ports::object_id_from_bytes(bytes.substr(0, id_size)), {}, {}};
  bytes.remove_prefix(id_size);
  constexpr std::size_t kMostEntries = 1U << 28U;
  if (!bytes.empty()) {
    auto deleted = take_bitmap(bytes, kMostEntries);
    auto replaced = deleted ? take_bitmap(bytes, kMostEntries) : std::nullopt;
    if (!replaced || !bytes.empty()) {
      return std::nullopt;
    }
    shared.deleted = std::move(*deleted);
    shared.replaced = std::move(*replaced);
  }
  return shared;
}

/// What follows the entries. Extensions whose name begins with a capital letter may be passed over; `sdir` says only
/// that there are folders among the entries.
bool read_extensions(std::string_view bytes, std::size_t id_size, IndexFile& index) {
  constexpr std::size_t kHead = 8;
  while (!bytes.empty()) {
    const std::size_t size = bytes.size() < kHead ? bytes.size() : big_endian(bytes, 4);
    if (bytes.size() < kHead || bytes.size() - kHead < size) {
      return false;
    }
    const std::string_view name = bytes.substr(0, 4);
    if (name == "link") {
      index.shared = read_shared(bytes.substr(kHead, size), id_size);
      if (!index.shared) {
        return false;
      }
    } else if ((name[0] < 'A' || name[0] > 'Z') && name != "sdir") {
      return false;
    }
    bytes.remove_prefix(kHead + size);
  }
  return true;
}

}  // namespace

std::optional<IndexFile> read_index(std::string_view bytes, std::size_t id_size) {
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
  IndexFile index;
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
    const unsigned flags =
        (unsigned{static_cast<unsigned char>(bytes[at])} << 8U) | unsigned{static_cast<unsigned char>(bytes[at + 1])};
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
    index.entries.push_back(std::move(entry));
  }
  // A check sum ends the file.
  if (bytes.size() < at + id_size || !read_extensions(bytes.substr(at, bytes.size() - id_size - at), id_size, index)) {
    return std::nullopt;
  }
  return index;
}

std::optional<std::vector<ports::IndexEntry>> join_index(const IndexFile& split, const IndexFile& shared) {
  std::map<std::pair<std::string, int>, ports::IndexEntry> joined;
  std::size_t next = 0;
  const auto is_marked = [](const std::vector<bool>& bits, std::size_t number) {
    return number < bits.size() && bits[number];
  };
  for (std::size_t number = 0; number < shared.entries.size(); ++number) {
    ports::IndexEntry entry = shared.entries[number];
    if (is_marked(split.shared->replaced, number)) {
      if (next == split.entries.size() || !split.entries[next].path.empty()) {
        return std::nullopt;
      }
      std::string path = std::move(entry.path);
      entry = split.entries[next++];
      entry.path = std::move(path);
    }
    if (!is_marked(split.shared->deleted, number)) {
      const std::pair key(entry.path, entry.stage);
      joined.insert_or_assign(key, std::move(entry));
    }
  }
  const auto is_beyond = [&](const std::vector<bool>& bits) {
    return std::find(bits.begin() + static_cast<std::ptrdiff_t>(std::min(bits.size(), shared.entries.size())),
                     bits.end(), true) != bits.end();
  };
  if (shared.shared || is_beyond(split.shared->deleted) || is_beyond(split.shared->replaced)) {
    return std::nullopt;
  }
  for (; next < split.entries.size(); ++next) {
    const ports::IndexEntry& entry = split.entries[next];
    if (entry.path.empty()) {
      return std::nullopt;
    }
    // What is added takes the place of what the path had, also of the sides of a conflict.
    for (int stage = entry.stage == 0 ? 1 : 4; stage < 4; ++stage) {
      joined.erase({entry.path, stage});
    }
    joined.insert_or_assign({entry.path, entry.stage}, entry);
  }
  std::vector<ports::IndexEntry> entries;
  for (auto& [key, entry] : joined) {
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace ropewalk::git
