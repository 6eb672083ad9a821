// What of an image takes the room.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "image/oci/tree.h"

namespace ropewalk::app {

struct LargeFile {
  std::string path;
  std::uint64_t size = 0;
  int layer = 0;
};

/// The largest files, the largest first.
[[nodiscard]] std::vector<LargeFile> largest_files(const image::Tree& tree, std::size_t count);

}  // namespace ropewalk::app
