// Checks of a job's keys, as far as their values are known before anything is evaluated.
#pragma once

#include "workflow/convert/conversion.h"

namespace ropewalk::workflow {

/// A runner group's name: `group`, `organization/group`, `enterprise/group`.
void check_runs_on(Conversion& conversion, const Token& runs_on);

/// A group's name has at most 400 characters; `queue: max` and `cancel-in-progress: true` exclude each other.
void check_concurrency(Conversion& conversion, const Token& concurrency);

/// A container's or service's image; only a job's `container` may be empty.
void check_container(Conversion& conversion, const Token& container, bool is_service);
void check_services(Conversion& conversion, const Token& services);

/// A snapshot's condition and version (`1.*`).
void check_snapshot(Conversion& conversion, const Token& snapshot);

/// A matrix has values, and its `include` and `exclude` make sense.
void check_strategy(Conversion& conversion, const Token& strategy);

}  // namespace ropewalk::workflow
