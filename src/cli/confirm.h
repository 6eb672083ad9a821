// Asks for a word before something is done that cannot be taken back.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/outside.h"

namespace ropewalk::cli {

/// `QUESTION [y/N] `: true for `y` and `yes`, false for all else. Errors: nobody is there to answer.
[[nodiscard]] Result<bool> confirm(const std::string& question, Outside& outside);

}  // namespace ropewalk::cli
