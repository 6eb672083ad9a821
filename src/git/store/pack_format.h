// The bytes of packs, their indexes and loose objects (gitformat-pack(5), gitformat-loose(5)). Everything here takes
// bytes that anyone may have written: what is not well formed is nothing, never a fault.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/object_store.h"

namespace ropewalk::git {

/// No object may be larger: what a repository claims is not what memory is taken for.
constexpr std::uint64_t kMostObjectBytes = 1ULL << 30U;

/// What a zlib stream at the start of `bytes` holds, when it is exactly `size` bytes; `room` is written over.
[[nodiscard]] bool inflate_exactly(std::string_view bytes, std::uint64_t size, std::string& room);

/// The head of an object in a pack.
struct PackEntry {
  /// 1 to 4: an ObjectKind; 6: a delta against what lies `back` bytes before; 7: a delta against `base`.
  unsigned kind = 0;
  /// Of what the stream holds.
  std::uint64_t size = 0;
  std::uint64_t back = 0;
  ports::ObjectId base;
  /// Where the stream begins.
  std::uint64_t stream = 0;
};
[[nodiscard]] std::optional<PackEntry> read_pack_entry(std::string_view pack, std::uint64_t offset,
                                                       std::size_t id_size);

/// True when the bytes begin as a pack of version 2 or 3.
[[nodiscard]] bool is_pack(std::string_view bytes);

/// Applies a delta; false when it is not well formed or not for this base. `out` is written over; `fresh` gets the
/// stretches that are not the base's, and the places where two stretches of the base meet that do not do so there.
[[nodiscard]] bool apply_delta(std::string_view base, std::string_view delta, std::string& out,
                               std::vector<ports::ObjectStore::Stretch>* fresh = nullptr);

/// What a loose object is, by its first bytes alone.
[[nodiscard]] std::optional<ports::ObjectKind> loose_kind(std::string_view bytes);

/// A loose object: compressed, `TYPE SIZE<NUL>` in front.
[[nodiscard]] std::optional<ports::StoredObject> read_loose(std::string_view bytes);
/// The same for the object with this id: nothing for the bytes of another one.
[[nodiscard]] std::optional<ports::StoredObject> read_loose_as(const ports::ObjectId& id, std::size_t id_size,
                                                               std::string_view bytes);

}  // namespace ropewalk::git
