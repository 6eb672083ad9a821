// What is asked about an image.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "image/oci/image.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

/// What the secrets' engine is asked. All are called from several threads.
struct FindSecrets {
  /// What a file holds: itself, what is in it as an archive, UTF-16. Findings, and what was not looked into; their
  /// `place.file` is the name it was given, with what is inside behind it.
  std::function<Report(std::string_view name, std::string_view content)> in_file;
  /// Secrets in a name itself: of a file, or of what a link leads to.
  std::function<std::vector<Finding>(const std::string& name)> in_name;
  /// False when nothing would be found in any of the names that stand in a text, one a line.
  std::function<bool(std::string_view names)> may_be_in_names;

  explicit operator bool() const { return in_file != nullptr; }
};

struct ImageRequest {
  image::Selection selection;
  /// What the image is called in the report; empty: as its file.
  std::string name;
  /// Whether each entry of the tree is listed.
  bool lists = false;
  /// `2026-11-26`, for what has reached its end.
  std::string today;
  /// Without `in_file` secrets are left out.
  FindSecrets find_secrets = {};
};

/// Everything about one image. What could not be looked at is trouble. Errors: kUsage when several images are there and
/// none was chosen, or when there is nothing at `path`.
[[nodiscard]] Result<Report> scan_image(const ports::Files& files, const ports::Path& path,
                                        const ImageRequest& request);

}  // namespace ropewalk::scan
