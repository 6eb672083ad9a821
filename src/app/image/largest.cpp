#include "app/image/largest.h"

#include <algorithm>

namespace ropewalk::app {

std::vector<LargeFile> largest_files(const image::Tree& tree, std::size_t count) {
  std::vector<LargeFile> files;
  for (const auto& [path, node] : tree.nodes()) {
    if (node.kind == image::EntryKind::kFile) {
      files.push_back({"/" + path, node.size, node.layer});
    }
  }
  std::stable_sort(files.begin(), files.end(), [](const LargeFile& a, const LargeFile& b) { return a.size > b.size; });
  files.resize(std::min(files.size(), count));
  return files;
}

}  // namespace ropewalk::app
