// The templates and tables that the build compiles into the program.
#pragma once

#include <span>
#include <string_view>

namespace ropewalk::init {

struct Embedded {
  /// Relative to templates/, or data/.
  std::string_view path;
  std::string_view text;
};

/// templates/**, sorted by path.
[[nodiscard]] std::span<const Embedded> templates();
/// data/pinned-actions.txt and data/tool-versions.txt.
[[nodiscard]] std::span<const Embedded> tables();

/// The text of an embedded file; empty when there is none.
[[nodiscard]] std::string_view find(std::span<const Embedded> files, std::string_view path);

}  // namespace ropewalk::init
