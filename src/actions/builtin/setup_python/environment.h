// A Python environment of a job's own: what `pip install` changes in it, no other job and no later run sees.
#pragma once

#include <filesystem>

#include "actions/builtin/setup_python/interpreters.h"
#include "actions/builtin/setup_python/pip_copy.h"

namespace ropewalk::actions::builtin {

/// Makes a virtual environment (PEP 405) of the interpreter in `folder`, with pip from the copy. One that is already
/// there is left as it is, as a second setup-python of a job on GitHub finds what the first installed.
[[nodiscard]] Result<void> make_environment(const Interpreter& interpreter, const PipCopy& pip,
                                            const std::filesystem::path& folder, StepHost& host);

}  // namespace ropewalk::actions::builtin
