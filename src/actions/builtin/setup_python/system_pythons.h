// The Pythons on the user's PATH and in the system's own folders.
#pragma once

#include "actions/builtin/setup_python/interpreters.h"

namespace ropewalk::actions::builtin {

/// Adds each `python3.N` that is there: of PATH's folders (not pyenv's shims, not virtual environments), /usr/local/bin
/// and /usr/bin. What a program says about itself is kept in the shared cache under its path, until it changes.
void search_system(InterpreterSearch& search, StepHost& host);

}  // namespace ropewalk::actions::builtin
