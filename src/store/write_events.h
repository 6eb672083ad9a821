// Events become rows: log lines in blocks of their step, everything else as its JSON form.
#pragma once

#include <vector>

#include "record/event.h"

namespace SQLite {
class Database;
}

namespace ropewalk::store {

/// Writes all of it, in one transaction, or nothing. Throws SQLite::Exception.
void write_events(SQLite::Database& database, const std::vector<record::Event>& events);

}  // namespace ropewalk::store
