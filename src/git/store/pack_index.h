// The index of a pack (gitformat-pack(5), versions 1 and 2): where in the pack each object is.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "ports/object_store.h"

namespace ropewalk::git {

class PackIndex {
 public:
  /// Refers to the bytes. Nothing when they are no such index.
  [[nodiscard]] static std::optional<PackIndex> read(std::string_view bytes, std::size_t id_size);

  [[nodiscard]] std::size_t count() const { return count_; }
  /// The objects in the order of their ids.
  [[nodiscard]] std::string_view id_bytes(std::size_t number) const;
  [[nodiscard]] std::optional<std::uint64_t> offset(std::size_t number) const;
  [[nodiscard]] std::optional<std::uint64_t> find(const ports::ObjectId& id) const;
  /// The first object whose id is not less.
  [[nodiscard]] std::size_t lower_bound(std::string_view id) const;

 private:
  std::string_view bytes_;
  std::size_t id_size_ = 20;
  std::size_t count_ = 0;
  /// Where the ids begin, how far apart they are, and where offsets begin.
  std::size_t ids_ = 0;
  std::size_t step_ = 0;
  std::size_t offsets_ = 0;
  bool is_old_ = false;
};

}  // namespace ropewalk::git
