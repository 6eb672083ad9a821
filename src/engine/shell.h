// How a `run` step becomes a command line: the shells that GitHub knows, and custom ones with `{0}`.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::engine {

/// A shell, found on this machine.
struct Shell {
  /// The word that was asked for; empty text means the default shell.
  std::string command;
  std::filesystem::path program;
  /// Arguments as one text, with `{0}` where the script's path goes.
  std::string arguments_format;
};

/// Finds a program on the job's PATH.
using FindProgram = std::function<std::optional<std::filesystem::path>(std::string_view)>;

/// Reads a `shell:`. Empty means bash, else sh, with `-e {0}`; `python` may be python3. Errors: kNotFound for a program
/// that is not there, kInvalid for a custom shell without `{0}`, both in GitHub's words. (GitHub's ScriptHandler.)
[[nodiscard]] Result<Shell> find_shell(std::string_view shell, const FindProgram& find_program);

/// `.sh`, `.py`, `.ps1`; empty for a custom shell.
[[nodiscard]] std::string_view script_extension(const Shell& shell);
/// The script as it is written to the file: PowerShell's gets lines around it.
[[nodiscard]] std::string script_text(const Shell& shell, std::string_view script);
/// Program and arguments. Errors: kInvalid for a format that .NET's string.Format refuses.
[[nodiscard]] Result<std::vector<std::string>> shell_arguments(const Shell& shell, const std::filesystem::path& script);

/// A command line taken apart as .NET does on Linux: spaces separate, double quotes hold together, a backslash escapes
/// a double quote; single quotes are text.
[[nodiscard]] std::vector<std::string> split_command_line(std::string_view text);

}  // namespace ropewalk::engine
