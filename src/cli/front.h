// The front door: from the words of the command line to a command, and to its exit code.
#pragma once

#include <string>
#include <vector>

#include "cli/outside.h"

namespace ropewalk::cli {

/// `words` are those after the program's name. `-C DIR` may stand before the command, as git takes it.
[[nodiscard]] int run_command_line(std::vector<std::string> words, Outside& outside);

}  // namespace ropewalk::cli
