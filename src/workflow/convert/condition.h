// `if:` of jobs, steps and snapshots.
#pragma once

#include <cstdint>
#include <optional>

#include "workflow/convert/conversion.h"

namespace ropewalk::workflow {

enum class ConditionKind : std::uint8_t { kJob, kStep, kSnapshot };

/// The condition that will be evaluated: `success()` when none is written, `success() && (…)` around one that calls no
/// status function. Empty when it is wrong, which is noted. `token` may be null.
[[nodiscard]] std::optional<Condition> convert_condition(Conversion& conversion, const Token* token,
                                                         ConditionKind kind);

}  // namespace ropewalk::workflow
