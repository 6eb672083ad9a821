// The commit that a word of the command line means.
#pragma once

#include "ports/object_store.h"

namespace ropewalk::scan {

/// `HEAD`, a branch, a tag, a remote's branch, the full name of a ref, an id or its beginning; with any number of `~N`
/// and `^N` behind it. Errors: kNotFound, kInvalid for a beginning of several ids.
[[nodiscard]] Result<ports::ObjectId> find_revision(const ports::ObjectStore& store, std::string_view text);

/// The same, but what a name without steps behind it stands for as it is: an annotated tag itself, a tree, a blob.
[[nodiscard]] Result<ports::ObjectId> find_object(const ports::ObjectStore& store, std::string_view text);

}  // namespace ropewalk::scan
