// The file tree of an image: its layers laid over each other from the bottom, by the rules of the OCI image
// specification (layer.md) and of the tools that unpack images.
//
// All whiteouts of a layer are about the layers below it, wherever they stand in its archive, so they are applied
// before its entries. A hard link is another name of what is there when its turn comes: what a whiteout behind it takes
// away is still there. A name is followed through the links of folders that are there at that moment, as an extractor
// would, and never out of the root. An entry takes the place of whatever was there; only a folder over a folder keeps
// what is in it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "image/oci/layer.h"

namespace ropewalk::image {

struct TreeNode {
  EntryKind kind = EntryKind::kFile;
  std::uint32_t mode = 0;
  std::uint64_t size = 0;
  std::string target;
  std::string sha256;
  /// The layer that wrote it last.
  int layer = 0;
  /// The entry that has its content (a hard link's is its target's). Null for a folder that no layer names.
  const LayerEntry* entry = nullptr;
  /// Earlier forms of the same file that this one wrote over, the newest first: layer and entry.
  std::vector<std::pair<int, const LayerEntry*>> before = {};

  /// Of a file that was kept; null otherwise.
  [[nodiscard]] const std::string* content() const {
    return entry != nullptr && entry->has_content ? &entry->content : nullptr;
  }
};

class Tree {
 public:
  /// Lays a layer over what is there. `layer` outlives the tree. What could not be carried out is told in `faults`.
  void apply(const Layer& layer, int index, std::vector<Fault>& faults);

  /// By path, without a slash in front; subtrees stand together.
  [[nodiscard]] const std::map<std::string, TreeNode>& nodes() const { return nodes_; }
  /// What a path leads to, through links of folders and of the file itself; null when nothing is there.
  [[nodiscard]] const TreeNode* find(std::string_view path) const;
  /// The same, with the path where it is.
  [[nodiscard]] std::optional<std::string> resolve(std::string_view path) const;
  /// The real path of a name, which may be a link itself: only its folder's links are followed.
  [[nodiscard]] std::optional<std::string> resolve_name(std::string_view path) const;
  /// The files and folders directly in a folder (its real path).
  [[nodiscard]] std::vector<std::string> list(std::string_view folder) const;

 private:
  /// Of an entry's place in its layer: behind all whiteouts.
  static constexpr std::size_t kBehind = static_cast<std::size_t>(-1);

  /// What a whiteout of the layer that is laid takes away, and the place of that whiteout.
  struct Removed {
    TreeNode node;
    std::size_t at = 0;
  };

  /// The node of a real path: in the tree, or taken away by a whiteout that stands behind `at`.
  [[nodiscard]] const TreeNode* node_at(const std::string& path, std::size_t at) const;
  /// The real path of a folder that need not exist, links followed; nothing for a circle of links.
  [[nodiscard]] std::optional<std::string> real_folder(std::string_view path, std::size_t at = kBehind) const;
  /// Takes the subtree away for a whiteout; `itself`, too.
  void white_out(const std::string& path, bool itself, std::size_t at);
  void remove_below(const std::string& folder);
  void put(const LayerEntry& entry, std::size_t at, int layer, std::vector<Fault>& faults);
  /// What a hard link is a name of; null when that is not there, or a folder.
  [[nodiscard]] const TreeNode* linked(const LayerEntry& entry, std::size_t at) const;
  void make_folders(const std::string& folder, int layer);

  std::map<std::string, TreeNode> nodes_;
  std::map<std::string, Removed> removed_;
  /// The last folder that was resolved while a layer is laid, since entries of one folder follow each other.
  std::string last_asked_;
  std::string last_real_;
  bool has_last_ = false;
};

}  // namespace ropewalk::image
