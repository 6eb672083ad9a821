// The text of a token where a string is wanted.
#pragma once

#include <string>

#include "workflow/token.h"

namespace ropewalk::workflow {

/// A literal as a string: null '', true/false, numbers as the expression language writes them. A string is itself, an
/// expression is written with its brackets, sequences and mappings are empty.
[[nodiscard]] std::string literal_text(const Token& token);

}  // namespace ropewalk::workflow
