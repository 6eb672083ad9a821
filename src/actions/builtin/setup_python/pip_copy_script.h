// The Python program that prepares a copy of pip.
#pragma once

#include <string_view>

namespace ropewalk::actions::builtin {

/// Arguments: the folder of copies, the name of this one, the id of the run, then wheels of pip to start from, the best
/// first. Prints one line of JSON: `site_packages`, `pip`, `is_bundled`, `reason`; ends with 3 when no wheel serves.
[[nodiscard]] std::string_view pip_copy_script();

}  // namespace ropewalk::actions::builtin
