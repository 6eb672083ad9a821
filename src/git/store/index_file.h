// The index file: what is staged (gitformat-index(5), versions 2 to 4), whole or split in two.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ports/object_store.h"

namespace ropewalk::git {

/// What a split index says of the one that it shares: which of its entries are no more, and which stand in this one.
struct SharedIndex {
  /// Its check sum, which is also in its name.
  ports::ObjectId id;
  std::vector<bool> deleted;
  std::vector<bool> replaced;
};

struct IndexFile {
  /// Those that stand for shared ones come first, in the order of these, and have no path.
  std::vector<ports::IndexEntry> entries;
  std::optional<SharedIndex> shared;
};

/// Nothing when it is not well formed, or has an extension that a reader has to know and this one does not.
[[nodiscard]] std::optional<IndexFile> read_index(std::string_view bytes, std::size_t id_size);

/// The entries of a split index and the one that it shares, as one. Nothing when they do not fit.
[[nodiscard]] std::optional<std::vector<ports::IndexEntry>> join_index(const IndexFile& split, const IndexFile& shared);

}  // namespace ropewalk::git
