#include "base/shell_word.h"

#include "base/strings.h"

namespace ropewalk {

std::string shell_word(std::string_view text) { return "'" + replace_all(std::string(text), "'", "'\\''") + "'"; }

}  // namespace ropewalk
