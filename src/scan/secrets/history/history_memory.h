// What a scan of a whole history leaves for the next one of the same repository, so that only what came since is looked
// at. There is no secret in it: findings as they are printed, and the ids of what was looked at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/object_store.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

/// Ids in order, each once: their bytes one behind the other.
class IdList {
 public:
  explicit IdList(std::size_t id_size = 20, std::string bytes = {}) : id_size_(id_size), bytes_(std::move(bytes)) {}
  /// In any order.
  IdList(std::size_t id_size, std::vector<ports::ObjectId> ids);

  [[nodiscard]] bool contains(const ports::ObjectId& id) const;
  /// Those of both.
  [[nodiscard]] IdList with(const std::vector<ports::ObjectId>& more) const;
  [[nodiscard]] std::vector<ports::ObjectId> all() const;
  [[nodiscard]] const std::string& bytes() const { return bytes_; }
  [[nodiscard]] std::size_t id_size() const { return id_size_; }

 private:
  [[nodiscard]] std::string_view at(std::size_t number) const {
    return std::string_view(bytes_).substr(number * id_size_, id_size_);
  }

  std::size_t id_size_;
  std::string bytes_;
};

struct HistoryMemory {
  /// The store's files (ObjectStore::files) that all of it was read from.
  std::vector<std::string> files;
  /// Where the history ended.
  IdList tips;
  /// The commits, tags and blobs that the tips lead to.
  IdList objects;
  /// The blobs among them in which something was found, whatever their names are.
  IdList blobs_with_hits;
  /// The time of the newest commit.
  std::int64_t newest = 0;
  /// Complete, and without a secret in a name.
  Report report;
};

/// `key` names what it is worth something for: another one makes it worthless.
[[nodiscard]] std::string write_history_memory(const HistoryMemory& memory, std::string_view key);
/// Nothing for what was written with another key, or is not whole.
[[nodiscard]] std::optional<HistoryMemory> read_history_memory(std::string_view bytes, std::string_view key);

}  // namespace ropewalk::scan
