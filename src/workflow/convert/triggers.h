// `on:`.
#pragma once

#include <vector>

#include "workflow/convert/conversion.h"

namespace ropewalk::workflow {

/// Every event in order, from a word, a list or a mapping. Schedules and the options of choices are checked when `on`
/// is read strictly.
[[nodiscard]] std::vector<Trigger> convert_triggers(Conversion& conversion, const Token& on);

}  // namespace ropewalk::workflow
