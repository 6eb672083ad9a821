// Reads git's objects without the git program.
#include "git/objects.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>

#include "base/strings.h"
#include "git/refs.h"

namespace ropewalk::git {
namespace {

namespace fs = std::filesystem;

/// Larger objects are left to git: what is asked for is commits and tags.
constexpr std::size_t kMaxSize = 1U << 20U;
/// The longest chain of deltas that git makes by itself is 50; `--depth` allows 4095.
constexpr int kMaxDeltas = 4095;
/// All deltas of a chain together.
constexpr std::size_t kMaxDeltaBytes = 8 * kMaxSize;
constexpr int kMaxAlternates = 5;
constexpr std::size_t kIdBytes = 20;
constexpr std::size_t kIdDigits = 40;

/// A file as it lies on the disk, seen through memory. One that cannot be read, or is none, is empty.
class MappedFile {
 public:
  explicit MappedFile(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
      return;
    }
    struct stat status = {};
    if (::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
      const auto size = static_cast<std::size_t>(status.st_size);
      void* const start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
      if (start != MAP_FAILED) {
        bytes_ = {static_cast<const char*>(start), size};
      }
    }
    ::close(descriptor);
  }
  ~MappedFile() {
    if (!bytes_.empty()) {
      ::munmap(const_cast<char*>(bytes_.data()), bytes_.size());
    }
  }
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  MappedFile(MappedFile&&) = delete;
  MappedFile& operator=(MappedFile&&) = delete;

  [[nodiscard]] std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
};

/// What a zlib stream at the start of `bytes` holds; nothing when that is more than `limit`.
std::optional<std::string> inflate_at_most(std::string_view bytes, std::size_t limit) {
  constexpr std::size_t kFirst = 4096;
  z_stream stream = {};
  if (inflateInit(&stream) != Z_OK) {
    return std::nullopt;
  }
  // zlib takes a pointer that it does not write to.
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), 2 * kMaxSize));
  std::string out;
  int state = Z_OK;
  while (state == Z_OK && stream.avail_out == 0 && out.size() < limit) {
    const std::size_t before = out.size();
    out.resize(std::min(limit, std::max(kFirst, before * 2)));
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = static_cast<uInt>(out.size() - before);
    state = inflate(&stream, Z_NO_FLUSH);
  }
  out.resize(out.size() - stream.avail_out);
  inflateEnd(&stream);
  return state == Z_STREAM_END ? std::optional(std::move(out)) : std::nullopt;
}

/// What a stream of exactly that size holds. A byte more is asked for, as an empty one still has an end to be seen.
std::optional<std::string> inflate_exactly(std::string_view bytes, std::uint64_t size) {
  std::optional<std::string> out =
      size > kMaxSize ? std::nullopt : inflate_at_most(bytes, static_cast<std::size_t>(size) + 1);
  return out && out->size() == size ? std::move(out) : std::nullopt;
}

std::optional<ObjectType> type_named(std::string_view name) {
  if (name == "commit") {
    return ObjectType::kCommit;
  }
  if (name == "tree") {
    return ObjectType::kTree;
  }
  if (name == "blob") {
    return ObjectType::kBlob;
  }
  return name == "tag" ? std::optional(ObjectType::kTag) : std::nullopt;
}

std::uint64_t big_endian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (const char c : bytes.substr(at, count)) {
    value = (value << 8U) | static_cast<unsigned char>(c);
  }
  return value;
}

std::string id_bytes(std::string_view id) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < id.size(); i += 2) {
    unsigned value = 0;
    std::from_chars(id.data() + i, id.data() + i + 2, value, 16);
    bytes.push_back(static_cast<char>(value));
  }
  return bytes;
}

std::string id_digits(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string id;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    id += {kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return id;
}

/// Takes bytes from the front of a text; whoever takes too many gets nothing, for good.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::optional<unsigned char> byte() {
    if (rest_.empty()) {
      return std::nullopt;
    }
    const auto value = static_cast<unsigned char>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }

  std::optional<std::string_view> take(std::uint64_t count) {
    if (count > rest_.size()) {
      return std::nullopt;
    }
    const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(count));
    rest_.remove_prefix(taken.size());
    return taken;
  }

  /// Seven bits a byte, the lowest first; `first` holds those that stand before, `shift` how many they are.
  std::optional<std::uint64_t> size(std::uint64_t first = 0, unsigned shift = 0) {
    for (std::uint64_t value = first; shift < 57; shift += 7) {
      const auto next = byte();
      if (!next) {
        return std::nullopt;
      }
      value |= static_cast<std::uint64_t>(*next & 0x7fU) << shift;
      if ((*next & 0x80U) == 0) {
        return value;
      }
    }
    return std::nullopt;
  }

  [[nodiscard]] std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// How far back the base of an offset delta lies: the highest bits first, and each byte but the last counts one more.
std::optional<std::uint64_t> back_offset(Reader& reader) {
  auto next = reader.byte();
  if (!next) {
    return std::nullopt;
  }
  std::uint64_t value = *next & 0x7fU;
  for (int bytes = 1; (*next & 0x80U) != 0; ++bytes) {
    next = reader.byte();
    if (!next || bytes > 8) {
      return std::nullopt;
    }
    value = ((value + 1) << 7U) | (*next & 0x7fU);
  }
  return value;
}

/// The number of a copy instruction whose bytes are there as the bits of `present` say.
std::optional<std::uint64_t> copy_number(Reader& reader, unsigned present, unsigned count) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < count; ++i) {
    if ((present & (1U << i)) == 0) {
      continue;
    }
    const auto next = reader.byte();
    if (!next) {
      return std::nullopt;
    }
    value |= static_cast<std::uint64_t>(*next) << (8 * i);
  }
  return value;
}

/// gitformat-pack(5), "Deltified representation".
std::optional<std::string> apply_delta(std::string_view base, std::string_view delta) {
  Reader reader(delta);
  const auto from = reader.size();
  const auto size = reader.size();
  if (!from || !size || *from != base.size() || *size > kMaxSize) {
    return std::nullopt;
  }
  std::string out;
  while (const auto word = reader.byte()) {
    std::optional<std::string_view> piece;
    if ((*word & 0x80U) != 0) {
      const auto offset = copy_number(reader, *word & 0x0fU, 4);
      const auto count = copy_number(reader, (*word >> 4U) & 7U, 3);
      if (!offset || !count) {
        return std::nullopt;
      }
      Reader source(base);
      piece = source.take(*offset) ? source.take(*count == 0 ? 0x10000 : *count) : std::nullopt;
    } else if (*word != 0) {
      piece = reader.take(*word);
    }
    if (!piece || out.size() + piece->size() > *size) {
      return std::nullopt;
    }
    out += *piece;
  }
  return out.size() == *size ? std::optional(std::move(out)) : std::nullopt;
}

struct PackedEntry {
  /// 1 to 4: an object; 6: a delta by offset; 7: a delta by id.
  unsigned kind = 0;
  std::uint64_t size = 0;
  std::uint64_t base = 0;
  std::string_view stream;
};

std::optional<PackedEntry> entry_at(std::string_view pack, std::uint64_t offset,
                                    const std::function<std::optional<std::uint64_t>(std::string_view)>& find) {
  Reader reader(pack);
  const auto before = reader.take(offset);
  const auto first = before ? reader.byte() : std::nullopt;
  if (!first) {
    return std::nullopt;
  }
  PackedEntry entry;
  entry.kind = (*first >> 4U) & 7U;
  entry.size = *first & 15U;
  if ((*first & 0x80U) != 0) {
    const auto size = reader.size(entry.size, 4);
    if (!size) {
      return std::nullopt;
    }
    entry.size = *size;
  }
  if (entry.kind == 6) {
    const auto back = back_offset(reader);
    if (!back || *back == 0 || *back > offset) {
      return std::nullopt;
    }
    entry.base = offset - *back;
  } else if (entry.kind == 7) {
    const auto id = reader.take(kIdBytes);
    const auto base = id ? find(id_digits(*id)) : std::nullopt;
    if (!base) {
      return std::nullopt;
    }
    entry.base = *base;
  }
  entry.stream = reader.rest();
  return entry;
}

std::optional<Object> read_from(const fs::path& directory, const std::string& id) {
  const MappedFile loose(directory / id.substr(0, 2) / id.substr(2));
  if (!loose.bytes().empty()) {
    return read_loose_object(loose.bytes());
  }
  std::error_code error;
  for (fs::directory_iterator entry(directory / "pack", error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() != ".idx") {
      continue;
    }
    const MappedFile index(entry->path());
    const auto find = [&](std::string_view wanted) { return find_in_pack_index(index.bytes(), wanted); };
    const auto offset = find(id);
    if (!offset) {
      continue;
    }
    const MappedFile pack(fs::path(entry->path()).replace_extension(".pack"));
    if (auto object = read_packed_object(pack.bytes(), *offset, find)) {
      return object;
    }
  }
  return std::nullopt;
}

std::optional<Object> read_through(const fs::path& directory, const std::string& id, int depth) {
  if (auto object = read_from(directory, id); object || depth == 0) {
    return object;
  }
  const MappedFile alternates(directory / "info/alternates");
  for (const std::string_view line : split_lines(alternates.bytes())) {
    // Quoted lines are for git.
    if (line.empty() || line.starts_with('#') || line.starts_with('"')) {
      continue;
    }
    if (auto object = read_through((directory / line).lexically_normal(), id, depth - 1)) {
      return object;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Object> read_loose_object(std::string_view bytes) {
  // The head is short; the limit leaves room for it.
  constexpr std::size_t kMaxHead = 32;
  const std::optional<std::string> whole = inflate_at_most(bytes, kMaxSize + kMaxHead);
  if (!whole) {
    return std::nullopt;
  }
  const std::size_t nul = whole->find('\0');
  const std::size_t space = whole->find(' ');
  if (nul == std::string::npos || space > nul) {
    return std::nullopt;
  }
  const std::string_view head = std::string_view(*whole).substr(0, nul);
  std::uint64_t size = 0;
  const auto read = std::from_chars(head.data() + space + 1, head.data() + head.size(), size);
  const std::optional<ObjectType> type = type_named(head.substr(0, space));
  if (!type || read.ec != std::errc() || read.ptr != head.data() + head.size() || size != whole->size() - nul - 1) {
    return std::nullopt;
  }
  return Object{*type, whole->substr(nul + 1)};
}

std::optional<std::uint64_t> find_in_pack_index(std::string_view index, std::string_view id) {
  constexpr std::string_view kHead("\377tOc\0\0\0\2", 8);
  constexpr std::size_t kFanout = 8;
  constexpr std::size_t kNames = kFanout + 256 * 4;
  if (index.size() < kNames || !index.starts_with(kHead) || id.size() != kIdDigits || !is_object_id(id)) {
    return std::nullopt;
  }
  const std::string wanted = id_bytes(id);
  const auto first_byte = static_cast<unsigned char>(wanted.front());
  const std::uint64_t count = big_endian(index, kNames - 4, 4);
  std::uint64_t low = first_byte == 0 ? 0 : big_endian(index, kFanout + (first_byte - 1U) * 4, 4);
  std::uint64_t high = big_endian(index, kFanout + first_byte * 4U, 4);
  // Names, their checksums (4 bytes each) and places (4 bytes each), then the places of 8 bytes.
  if (high > count || low > high || (index.size() - kNames) / (kIdBytes + 8) < count) {
    return std::nullopt;
  }
  while (low < high) {
    const std::uint64_t middle = (low + high) / 2;
    const int order = index.substr(kNames + middle * kIdBytes, kIdBytes).compare(wanted);
    if (order == 0) {
      const std::uint64_t places = kNames + count * (kIdBytes + 4);
      const std::uint64_t place = big_endian(index, places + middle * 4, 4);
      if ((place & 0x80000000U) == 0) {
        return place;
      }
      const std::uint64_t far = places + count * 4 + (place & 0x7fffffffU) * 8;
      return far + 8 <= index.size() ? std::optional(big_endian(index, far, 8)) : std::nullopt;
    }
    (order < 0 ? low : high) = order < 0 ? middle + 1 : middle;
  }
  return std::nullopt;
}

std::optional<Object> read_packed_object(std::string_view pack, std::uint64_t offset,
                                         const std::function<std::optional<std::uint64_t>(std::string_view id)>& find) {
  if (!pack.starts_with(std::string_view("PACK\0\0\0\2", 8))) {
    return std::nullopt;
  }
  std::vector<std::string> deltas;
  std::size_t delta_bytes = 0;
  for (;;) {
    const std::optional<PackedEntry> entry = entry_at(pack, offset, find);
    std::optional<std::string> content = entry ? inflate_exactly(entry->stream, entry->size) : std::nullopt;
    if (!content || entry->kind == 0 || entry->kind == 5 || deltas.size() > kMaxDeltas) {
      return std::nullopt;
    }
    if (entry->kind > 4) {
      delta_bytes += content->size();
      if (delta_bytes > kMaxDeltaBytes) {
        return std::nullopt;
      }
      deltas.push_back(*std::move(content));
      offset = entry->base;
      continue;
    }
    for (auto delta = deltas.rbegin(); delta != deltas.rend(); ++delta) {
      content = apply_delta(*content, *delta);
      if (!content) {
        return std::nullopt;
      }
    }
    return Object{static_cast<ObjectType>(entry->kind - 1), *std::move(content)};
  }
}

std::optional<Object> Objects::read(std::string_view id) const {
  return id.size() == kIdDigits && is_object_id(id) ? read_through(directory_, std::string(id), kMaxAlternates)
                                                    : std::nullopt;
}

}  // namespace ropewalk::git
