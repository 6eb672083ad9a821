// A prepared copy of the newest pip for each minor version of Python, in the shared cache: copying it takes a job a few
// hundredths of a second, where `python -m venv` takes seconds.
#pragma once

#include <filesystem>
#include <string>

#include "actions/builtin/setup_python/interpreters.h"

namespace ropewalk::actions::builtin {

struct PipCopy {
  /// A `site-packages` folder that nobody changes.
  std::filesystem::path site_packages;
  std::string pip_version;
  /// True when it is the one that came with Python because no index could be reached; then `reason` is pip's last word.
  bool is_bundled = false;
  std::string reason;
};

/// Wheels of pip on this machine that serve an interpreter: its own, Debian's, those of other Pythons from the nearest
/// version on.
[[nodiscard]] std::vector<std::string> pip_wheels(const Interpreter& interpreter, const InterpreterSearch& search,
                                                  const ports::Files& files);

/// Finds the copy or makes it: once for all jobs, under a lock. Without a network the pip that came with Python, or
/// with another Python of `search`, has to do; the next run tries again. Errors: kNotFound when there is no pip at all
/// to start from, kInternal when the copy can't be written.
[[nodiscard]] Result<PipCopy> find_pip_copy(const Interpreter& interpreter, const InterpreterSearch& search,
                                            StepHost& host);

}  // namespace ropewalk::actions::builtin
