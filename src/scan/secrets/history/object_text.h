// Commits, tags and trees as git writes them.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "ports/object_store.h"

namespace ropewalk::scan {

struct CommitFacts {
  ports::ObjectId tree;
  std::vector<ports::ObjectId> parents;
  /// `Name <address>` without the time.
  std::string_view author;
  std::int64_t author_time = 0;
  std::int64_t commit_time = 0;
  std::string_view message;
};

/// Views into the content. Nothing when it is no commit.
[[nodiscard]] std::optional<CommitFacts> read_commit(std::string_view content);

struct TagFacts {
  ports::ObjectId target;
  std::string_view message;
};
[[nodiscard]] std::optional<TagFacts> read_tag(std::string_view content);

struct TreeEntry {
  std::uint32_t mode = 0;
  std::string_view name;
  ports::ObjectId id;

  [[nodiscard]] bool is_tree() const { return mode == 040000; }
  /// A submodule: its commit is another repository's.
  [[nodiscard]] bool is_foreign() const { return mode == 0160000; }
};

/// Calls `each(entry)` in order; false when the tree is not well formed.
template <typename Each>
bool read_tree(std::string_view content, std::size_t id_size, Each&& each) {
  while (!content.empty()) {
    TreeEntry entry;
    std::size_t at = 0;
    for (; at < content.size() && content[at] >= '0' && content[at] <= '7'; ++at) {
      entry.mode = entry.mode * 8 + static_cast<std::uint32_t>(content[at] - '0');
    }
    const std::size_t end = content.find('\0', at);
    if (at == 0 || at >= content.size() || content[at] != ' ' || end == std::string_view::npos ||
        content.size() - end - 1 < id_size) {
      return false;
    }
    entry.name = content.substr(at + 1, end - at - 1);
    entry.id = ports::object_id_from_bytes(content.substr(end + 1, id_size));
    each(entry);
    content.remove_prefix(end + 1 + id_size);
  }
  return true;
}

/// `2024-10-10T08:00:00Z`.
[[nodiscard]] std::string date_text(std::int64_t seconds);

}  // namespace ropewalk::scan
