// The digests by which locks remember what they were made of.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace ropewalk::scan::policy {

/// `content-hash` of poetry.lock: what each version of Poetry would write for this pyproject.toml.
[[nodiscard]] std::vector<std::string> poetry_hashes(const json::object& project);

/// `_meta.hash.sha256` of Pipfile.lock for this Pipfile.
[[nodiscard]] std::string pipfile_hash(const json::object& pipfile);

}  // namespace ropewalk::scan::policy
