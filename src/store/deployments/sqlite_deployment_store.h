// Environments' stores in SQLite: one database a folder.
#pragma once

#include <memory>

#include "deploy/store.h"

namespace ropewalk::store {

[[nodiscard]] std::unique_ptr<deploy::Stores> make_deployment_stores();

}  // namespace ropewalk::store
