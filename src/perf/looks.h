// Measuring in looks: after so many pairs it is asked whether the answer is known already, and each look spends a part
// of the error that is allowed in all.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "perf/judge.h"

namespace ropewalk::perf {

/// The p-value over all looks at `pairs` measured pairs: at each look the test's own, of so many of the first pairs,
/// weighed by the share of the error that is that look's. `is_last` when no more pairs will come.
[[nodiscard]] double over_looks(std::size_t pairs, const JudgeOptions& options, bool is_last,
                                const std::function<double(std::size_t pairs)>& test);

}  // namespace ropewalk::perf
