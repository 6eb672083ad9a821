// What is asked about an image.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "image/oci/image.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

/// A secret's place in a text: what the secrets' engine tells of one file. Its `place.file` is the name it was given.
using FindSecrets = std::function<std::vector<Finding>(std::string_view name, std::string_view text)>;

struct ImageRequest {
  image::Selection selection;
  /// What the image is called in the report; empty: as its file.
  std::string name;
  /// Whether each entry of the tree is listed.
  bool lists = false;
  /// `2026-11-26`, for what has reached its end.
  std::string today;
  /// Null leaves secrets out. Is called from several threads.
  FindSecrets find_secrets;
};

/// Everything about one image. What could not be looked at is trouble. Errors: kUsage when several images are there and
/// none was chosen, or when there is nothing at `path`.
[[nodiscard]] Result<Report> scan_image(const ports::Files& files, const ports::Path& path,
                                        const ImageRequest& request);

}  // namespace ropewalk::scan
