// What several readers do with a requirement that stands in another file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scan/dependencies/dependency.h"

namespace ropewalk::scan {

/// Reads the requirement into the manifest: an entry, or a line that could not be understood.
void add_requirement(std::string_view text, const Location& place, const std::vector<std::string>& groups,
                     Manifest& into);

/// The same for what pip takes on its command line: also addresses and paths without a name in front.
void add_pip_requirement(std::string_view text, const Location& place, const std::vector<std::string>& groups,
                         Manifest& into);
/// The same for what stands behind `-e`.
void add_editable(std::string_view text, const Location& place, const std::vector<std::string>& groups, Manifest& into);

}  // namespace ropewalk::scan
