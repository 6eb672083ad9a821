// The artifacts of a run's attempts together: a later attempt sees what earlier ones have left, as on GitHub, unless it
// has one of that name itself.
#pragma once

#include <memory>

#include "record/store.h"

namespace ropewalk::app {

[[nodiscard]] std::unique_ptr<record::ArtifactStore> make_attempt_artifacts(
    std::unique_ptr<record::ArtifactStore> artifacts);

}  // namespace ropewalk::app
