// A Python installation of a job's own: what `pip install` changes in it, no other job and no later run sees.
#pragma once

#include <filesystem>

#include "actions/builtin/setup_python/interpreters.h"

namespace ropewalk::actions::builtin {

/// Where an installation is made, and where it will be found: both are the same unless it is made aside and then
/// renamed.
struct InstallationPlace {
  std::filesystem::path made_in;
  std::filesystem::path found_at;
};

/// Makes an installation of the interpreter's version: `sys.prefix` and `sys.base_prefix` are the folder, and whatever
/// is installed lands in it. Program, headers, library and standard library are those of the interpreter; its
/// `site-packages` is a copy of the given folder, or empty without one. Errors: those of the file system.
[[nodiscard]] Result<void> make_installation(const Interpreter& interpreter, const std::filesystem::path& site_packages,
                                             const InstallationPlace& place, ports::Files& files);

/// `python3.12`, `python3.13t`: how the folder of an interpreter's standard library is called.
[[nodiscard]] std::string library_name(const Interpreter& interpreter);

/// The interpreter's own folder of its standard library; empty when it is not where it should be.
[[nodiscard]] std::filesystem::path standard_library(const Interpreter& interpreter, const ports::Files& files);

/// Writes `pip`, `pip3` and `pip3.12` into a folder of programs; `python` is where they will find their interpreter.
[[nodiscard]] Result<void> write_pip_programs(const Interpreter& interpreter, const std::filesystem::path& folder,
                                              const std::filesystem::path& python, ports::Files& files);

}  // namespace ropewalk::actions::builtin
