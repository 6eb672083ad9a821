// Finds the Pythons of this machine.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "actions/builtin/setup_python/version_range.h"
#include "actions/step_host.h"

namespace ropewalk::actions::builtin {

/// Where an interpreter comes from, in the order in which equal versions are preferred.
enum class InterpreterOrigin { kToolCache, kPyenv, kUv, kSystem };

/// `tool cache`, `pyenv`, `uv`, `system`.
[[nodiscard]] std::string_view name(InterpreterOrigin origin);

/// One installed CPython.
struct Interpreter {
  Version version;
  bool is_freethreaded = false;
  InterpreterOrigin origin = InterpreterOrigin::kSystem;
  /// The program itself, links resolved, and the folder that holds its `bin` and `lib`.
  std::filesystem::path program;
  std::filesystem::path prefix;
};

/// What was found, newest version first, and where was looked.
struct InterpreterSearch {
  std::vector<Interpreter> found;
  std::vector<std::string> places;
};

/// Looks in the tool cache, pyenv, uv and the system, for this machine's architecture. Only a system's Python has to be
/// run to know its version: once, kept in the shared cache until the program changes.
[[nodiscard]] InterpreterSearch find_interpreters(StepHost& host);

}  // namespace ropewalk::actions::builtin
