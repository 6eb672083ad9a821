// Rows become events again, a page at a time; what cannot be read is passed over and counted.
#pragma once

#include "record/store.h"

namespace SQLite {
class Database;
}

namespace ropewalk::store {

/// Throws SQLite::Exception.
[[nodiscard]] record::EventPage read_events(SQLite::Database& database, const record::EventQuery& query);

/// An event from its JSON form in a row. Errors: kInvalid.
[[nodiscard]] Result<record::Event> read_event(std::string_view text);

}  // namespace ropewalk::store
