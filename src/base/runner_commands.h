// Texts that a runner of GitHub's may print into a job's log, where lines of a certain form are commands to it.
#pragma once

#include <string>

namespace ropewalk {

/// The text without commands (`::` at the beginning of a line, `##[` anywhere): their first characters are spelt out.
[[nodiscard]] std::string without_commands(std::string text);

}  // namespace ropewalk
