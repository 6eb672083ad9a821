// Only some legs of the matrices of a plan: those with the values that the user names.
#pragma once

#include "app/dotenv.h"
#include "base/result.h"
#include "plan/plan.h"

namespace ropewalk::app {

/// Leaves out the legs whose matrix has another value under one of the keys; several values of one key are any of them.
/// Jobs whose matrix lacks the key keep all of theirs. Errors: kUsage for a key or value that no matrix has, and for a
/// matrix that becomes known only during the run.
[[nodiscard]] Result<void> choose_legs(plan::Plan& plan, const NamedTexts& values);

}  // namespace ropewalk::app
