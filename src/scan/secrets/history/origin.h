// Who wrote a commit, for its findings.
#pragma once

#include "ports/object_store.h"
#include "scan/secrets/report_hits.h"

namespace ropewalk::scan {

/// Of a commit; of a tag its own id alone.
[[nodiscard]] Origin origin_of(const ports::ObjectStore& store, const ports::ObjectId& commit);

}  // namespace ropewalk::scan
