// The environment that a job names.
#pragma once

#include "workflow/model.h"

namespace ropewalk::plan {

/// The token of its name, as in `environment: production` or under `name`; null without one. The url beside it is
/// evaluated when the job is over: it may say what its steps put out.
[[nodiscard]] const workflow::Token* environment_name(const workflow::Job& job);

}  // namespace ropewalk::plan
