// Files that a distribution's package has brought and nobody has changed: what is in them is public.
#pragma once

#include <string>
#include <string_view>

#include "image/oci/tree.h"

namespace ropewalk::image {

/// What dpkg's lists know a file by: MD5, in hexadecimal digits.
[[nodiscard]] std::string distribution_digest(std::string_view content);

/// The package of Debian's kind whose list of digests (dpkg's `info/*.md5sums`, `status.d/*.md5sums`) has the file with
/// this digest; empty when none has. `path` is a real one of the tree, or one of an earlier layer.
[[nodiscard]] std::string package_of_unchanged(const Tree& tree, std::string_view path, std::string_view digest);

}  // namespace ropewalk::image
