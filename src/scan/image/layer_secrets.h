// Secrets in the layers of an image: in what files hold, in the names of files, and in what links lead to.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "image/oci/contents.h"
#include "scan/core/finding.h"
#include "scan/image/request.h"

namespace ropewalk::scan {

class LayerSecrets {
 public:
  /// `find` outlives it.
  explicit LayerSecrets(const FindSecrets& find) : find_(find) {}

  /// Has a layer's files shown to it while the layer is read.
  void prepare(image::LayerOptions& options, int layer);

  /// Everything that was found, with its layer, and whether the file is still to be seen in the tree. What stands in
  /// an unchanged file of a distribution's package is no finding.
  void finish(const image::Contents& contents, Report& report);

 private:
  /// Of one file that has something to tell.
  struct Found {
    int layer = 0;
    std::string path;
    /// Of the file, as a distribution would know it.
    std::string digest;
    Report told;
  };

  void finish_file(Found found, bool is_in_tree, Report& report) const;
  void look_at_names(const image::Contents& contents, Report& report) const;

  const FindSecrets& find_;
  std::mutex mutex_;
  std::vector<Found> found_;
  std::vector<Skipped> skipped_;
};

}  // namespace ropewalk::scan
