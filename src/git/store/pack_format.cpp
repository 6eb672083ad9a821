#include "git/store/pack_format.h"

#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "base/sha1.h"

namespace ropewalk::git {
namespace {

/// Takes bytes from the front of a text; whoever takes too many gets nothing.
class Reader {
 public:
  explicit Reader(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] bool is_done() const { return at_ >= text_.size(); }

  std::optional<unsigned> byte() {
    return is_done() ? std::nullopt : std::optional<unsigned>(static_cast<unsigned char>(text_[at_++]));
  }

  std::optional<std::string_view> take(std::uint64_t count) {
    if (at_ > text_.size() || count > text_.size() - at_) {
      return std::nullopt;
    }
    const std::string_view taken = text_.substr(at_, static_cast<std::size_t>(count));
    at_ += taken.size();
    return taken;
  }

  /// Seven bits a byte, the lowest first; `value` holds those that stand before, `shift` how many they are.
  std::optional<std::uint64_t> size(std::uint64_t value = 0, unsigned shift = 0) {
    for (; shift < 57; shift += 7) {
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

  /// How far back a base lies: the highest bits first, and each byte but the last counts one more.
  std::optional<std::uint64_t> back() {
    auto next = byte();
    if (!next) {
      return std::nullopt;
    }
    std::uint64_t value = *next & 0x7fU;
    for (int bytes = 1; (*next & 0x80U) != 0; ++bytes) {
      next = byte();
      if (!next || bytes > 8) {
        return std::nullopt;
      }
      value = ((value + 1) << 7U) | (*next & 0x7fU);
    }
    return value;
  }

 private:
  std::string_view text_;
  std::size_t at_;
};

/// Decompressors, kept for the next stream: making one costs as much as a small object. libdeflate takes whole streams
/// and needs half the time; zlib reads a beginning.
class Inflater {
 public:
  Inflater() : whole_(::libdeflate_alloc_decompressor()) { is_ready_ = ::inflateInit(&stream_) == Z_OK; }
  ~Inflater() {
    ::libdeflate_free_decompressor(whole_);
    ::inflateEnd(&stream_);
  }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// True when the stream is whole and fills `size` bytes exactly.
  bool fill(std::string_view bytes, char* room, std::size_t size) {
    return whole_ != nullptr && ::libdeflate_zlib_decompress_ex(whole_, bytes.data(), bytes.size(), room, size, nullptr,
                                                                nullptr) == LIBDEFLATE_SUCCESS;
  }

  /// The first bytes of a stream, fewer when it is short or damaged.
  std::size_t peek(std::string_view bytes, char* room, std::size_t size) {
    if (!is_ready_ || ::inflateReset(&stream_) != Z_OK) {
      return 0;
    }
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(std::min<std::size_t>(bytes.size(), 0xffffffffU));
    stream_.next_out = reinterpret_cast<Bytef*>(room);
    stream_.avail_out = static_cast<uInt>(size);
    static_cast<void>(::inflate(&stream_, Z_SYNC_FLUSH));
    return size - stream_.avail_out;
  }

 private:
  libdeflate_decompressor* whole_;
  z_stream stream_ = {};
  bool is_ready_ = false;
};

Inflater& inflater() {
  thread_local Inflater inflater;
  return inflater;
}

std::optional<ports::ObjectKind> kind_named(std::string_view name) {
  if (name == "commit") {
    return ports::ObjectKind::kCommit;
  }
  if (name == "tree") {
    return ports::ObjectKind::kTree;
  }
  if (name == "blob") {
    return ports::ObjectKind::kBlob;
  }
  return name == "tag" ? std::optional(ports::ObjectKind::kTag) : std::nullopt;
}

/// The number of a copy instruction, whose bytes are there as the bits of `present` say.
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

}  // namespace

bool inflate_exactly(std::string_view bytes, std::uint64_t size, std::string& room) {
  // zlib makes at most 1032 bytes out of one: a larger claim is not worth the memory.
  if (size > kMostObjectBytes || size / 1040 > bytes.size()) {
    return false;
  }
  room.resize(static_cast<std::size_t>(size));
  return inflater().fill(bytes, room.data(), room.size());
}

std::optional<PackEntry> read_pack_entry(std::string_view pack, std::uint64_t offset, std::size_t id_size) {
  if (offset >= pack.size()) {
    return std::nullopt;
  }
  Reader reader(pack, static_cast<std::size_t>(offset));
  const auto first = reader.byte();
  if (!first) {
    return std::nullopt;
  }
  PackEntry entry;
  entry.kind = (*first >> 4U) & 7U;
  entry.size = *first & 15U;
  if ((*first & 0x80U) != 0) {
    const auto size = reader.size(entry.size, 4);
    if (!size) {
      return std::nullopt;
    }
    entry.size = *size;
  }
  if (entry.kind == 0 || entry.kind == 5) {
    return std::nullopt;
  }
  if (entry.kind == 6) {
    const auto back = reader.back();
    if (!back || *back == 0 || *back > offset) {
      return std::nullopt;
    }
    entry.back = *back;
  } else if (entry.kind == 7) {
    const auto id = reader.take(id_size);
    if (!id) {
      return std::nullopt;
    }
    entry.base = ports::object_id_from_bytes(*id);
  }
  entry.stream = reader.at();
  return entry;
}

bool is_pack(std::string_view bytes) {
  return bytes.starts_with(std::string_view("PACK\0\0\0\2", 8)) ||
         bytes.starts_with(std::string_view("PACK\0\0\0\3", 8));
}

bool apply_delta(std::string_view base, std::string_view delta, std::string& out,
                 std::vector<ports::ObjectStore::Stretch>* fresh) {
  Reader reader(delta);
  const auto from = reader.size();
  const auto size = reader.size();
  if (!from || !size || *from != base.size() || *size > kMostObjectBytes) {
    return false;
  }
  out.clear();
  out.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(*size, 64ULL << 20U)));
  // Where in the base the last copy ended.
  std::size_t copied_to = 0;
  const auto add_fresh = [&](std::size_t length) {
    if (fresh != nullptr && !fresh->empty() && fresh->back().end == out.size()) {
      fresh->back().end += length;
    } else if (fresh != nullptr) {
      fresh->push_back({out.size(), out.size() + length});
    }
  };
  if (fresh != nullptr) {
    fresh->clear();
  }
  while (const auto word = reader.byte()) {
    std::optional<std::string_view> piece;
    if ((*word & 0x80U) != 0) {
      const auto offset = copy_number(reader, *word & 0x0fU, 4);
      const auto count = copy_number(reader, (*word >> 4U) & 7U, 3);
      if (!offset || !count || *offset > base.size()) {
        return false;
      }
      piece = Reader(base, static_cast<std::size_t>(*offset)).take(*count == 0 ? 0x10000 : *count);
      if (*offset != copied_to) {
        add_fresh(0);
      }
      copied_to = static_cast<std::size_t>(*offset) + (piece ? piece->size() : 0);
    } else if (*word != 0) {
      piece = reader.take(*word);
      add_fresh(*word);
    }
    if (!piece || out.size() + piece->size() > *size) {
      return false;
    }
    out += *piece;
  }
  if (copied_to != base.size()) {
    add_fresh(0);
  }
  return out.size() == *size;
}

namespace {

/// `TYPE SIZE<NUL>`.
struct LooseHead {
  ports::ObjectKind kind = ports::ObjectKind::kBlob;
  std::uint64_t size = 0;
  std::size_t length = 0;
};

std::optional<LooseHead> read_loose_head(std::string_view bytes) {
  // The longest is `commit` with a number of 20 digits.
  constexpr std::size_t kMostHead = 40;
  char head[kMostHead];
  const std::string_view start(head, inflater().peek(bytes, head, kMostHead));
  const std::size_t nul = start.find('\0');
  const std::size_t space = start.find(' ');
  if (nul == std::string_view::npos || space > nul) {
    return std::nullopt;
  }
  std::uint64_t size = 0;
  const auto read = std::from_chars(start.data() + space + 1, start.data() + nul, size);
  const auto kind = kind_named(start.substr(0, space));
  if (!kind || read.ec != std::errc() || read.ptr != start.data() + nul) {
    return std::nullopt;
  }
  return LooseHead{*kind, size, nul + 1};
}

/// `is_it` is asked about the whole, from which an id is made.
template <typename IsIt>
std::optional<ports::StoredObject> read_loose_if(std::string_view bytes, IsIt&& is_it) {
  const auto head = read_loose_head(bytes);
  if (!head) {
    return std::nullopt;
  }
  ports::StoredObject object{head->kind, {}};
  if (!inflate_exactly(bytes, head->size + head->length, object.content) || !is_it(object.content)) {
    return std::nullopt;
  }
  object.content.erase(0, head->length);
  return object;
}

}  // namespace

std::optional<ports::ObjectKind> loose_kind(std::string_view bytes) {
  const auto head = read_loose_head(bytes);
  return head ? std::optional(head->kind) : std::nullopt;
}

std::optional<ports::StoredObject> read_loose(std::string_view bytes) {
  return read_loose_if(bytes, [](std::string_view) { return true; });
}

std::optional<ports::StoredObject> read_loose_as(const ports::ObjectId& id, std::size_t id_size,
                                                 std::string_view bytes) {
  return read_loose_if(bytes, [&](std::string_view whole) {
    return ports::to_hex(id, id_size) == (id_size == 20 ? sha1_hex(whole) : to_hex(sha256(whole)));
  });
}

}  // namespace ropewalk::git
