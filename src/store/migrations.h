// The shape of the database, as steps from one version to the next.
#pragma once

#include "base/result.h"

namespace SQLite {
class Database;
}

namespace ropewalk::store {

/// Brings a database to the newest version, in one transaction; several processes may try at once.
/// Errors: kInvalid when the database comes from a newer Ropewalk. Throws SQLite::Exception on trouble below.
[[nodiscard]] Result<void> migrate(SQLite::Database& database);

}  // namespace ropewalk::store
