// How commands speak to the user: errors on standard error, colours where the stream shows them.
#pragma once

#include "app/errors.h"
#include "cli/outside.h"
#include "diag/render.h"

namespace ropewalk::cli {

/// Writes one error (or all of them, in order) and returns the exit code it asks for (the strongest of theirs).
int report(const Error& error, Outside& outside);
int report(const app::Errors& errors, Outside& outside);
/// A message that is no error; `place` may be none.
void warn(const std::string& message, const std::string& hint, const SourceRef& place, Outside& outside);

}  // namespace ropewalk::cli
