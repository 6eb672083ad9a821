// All layers of an image read and laid over each other.
#pragma once

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>

#include "image/oci/image.h"
#include "image/oci/tree.h"

namespace ropewalk::image {

struct Contents {
  /// The tree's entries live here.
  std::vector<std::unique_ptr<Layer>> layers;
  Tree tree;
  /// In the order of the layers.
  std::vector<Fault> faults;
  /// False when a layer could not be read: then there is no tree.
  bool is_whole = false;
  std::uint64_t bytes = 0;
  /// Reads a layer once more.
  std::function<Outcome<Layer>(std::size_t layer, const LayerOptions& options)> read_again;
};

/// Reads the layers on as many threads as the machine has processors (at most four); those for which there is no layer
/// look into what the others unpack. `options_for` is asked for each layer on the thread that reads it, and what it
/// gives is called on any of them. The result does not depend on their number.
[[nodiscard]] Contents read_contents(Image image, const std::function<LayerOptions(int layer)>& options_for,
                                     std::stop_token stop);

/// Reads layers once more for contents of their entries that were not kept the first time, since only the tree says
/// what they are: a package's database behind a link. What has more than `most_kept` bytes stays away.
[[nodiscard]] Outcome<void> keep_more(Contents& contents, const std::vector<const LayerEntry*>& wanted,
                                      std::uint64_t most_kept);

}  // namespace ropewalk::image
