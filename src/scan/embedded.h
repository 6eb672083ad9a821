// The data that the build compiles into the program.
#pragma once

#include <span>
#include <string_view>

namespace ropewalk::scan {

struct Embedded {
  /// Relative to its folder under data/.
  std::string_view path;
  std::string_view text;
};

/// data/secrets/*.md, sorted by path.
[[nodiscard]] std::span<const Embedded> secret_rule_files();

}  // namespace ropewalk::scan
