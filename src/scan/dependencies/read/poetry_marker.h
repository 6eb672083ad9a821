// Where an entry of Poetry's tables holds, as a marker.
#pragma once

#include <string>

#include "toml/document.h"

namespace ropewalk::scan {

/// What `python`, `platform` and `markers` of an entry say together: `python_version < "3"`. Empty without any of them,
/// and for a constraint that is not understood: then it keeps nothing out.
[[nodiscard]] std::string poetry_marker(const toml::Node& entry);

}  // namespace ropewalk::scan
