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

/// The packages that the words of a shell command have pip install: `pip install x==1 -r file`, also with `python -m`,
/// `uv pip`, `pipx`. Nothing for other commands.
void add_pip_command(std::string_view command, const Location& place, const std::vector<std::string>& groups,
                     Manifest& into);

}  // namespace ropewalk::scan
