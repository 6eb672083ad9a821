// Ranges of versions as Poetry writes them: `^1.2`, `~1.2`, `1.*`, `^1 || ^2`; also in PEP 440's own form.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "versions/specifier.h"

namespace ropewalk::scan::policy {

/// Sets of which one has to hold; nothing for a text that is not understood.
/// (https://python-poetry.org/docs/dependency-specification/)
[[nodiscard]] std::optional<std::vector<versions::SpecifierSet>> read_range(std::string_view text);

}  // namespace ropewalk::scan::policy
