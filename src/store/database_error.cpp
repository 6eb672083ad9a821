#include "store/database_error.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace ropewalk::store {
namespace {

std::string_view hint_for(int code) {
  switch (code) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return "another program holds it: try again when that one has ended";
    case SQLITE_NOMEM: return "let it have more memory: nothing is wrong with the file";
    case SQLITE_FULL: return "make room on the disk";
    case SQLITE_IOERR: return "make room on the disk, and see whether it is well";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM: return "see that the file and its folder are yours and may be written to";
    default: return "move the file away to start a new one";
  }
}

}  // namespace

Error database_error(const SQLite::Exception& error, const std::filesystem::path& file) {
  return {.kind = ErrorKind::kInvalid,
          .message = fmt::format("the run database {} cannot be used: {}", file.string(), error.what()),
          .hint = std::string(hint_for(error.getErrorCode()))};
}

bool is_passing(const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR: return true;
    default: return false;
  }
}

}  // namespace ropewalk::store
