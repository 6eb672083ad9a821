// A shell's script as commands, near enough to see what it installs: words, quotes, lines, and what joins commands.
// Nothing is expanded or run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::scan {

struct ShellWord {
  /// Without quotes; variables and substitutions as they are written.
  std::string text;
  int line = 0;
  /// False when a variable or a substitution is in it.
  bool is_known = true;
};

struct ShellCommand {
  /// Redirections are left out.
  std::vector<ShellWord> words;
  /// The text that stands below the command (`<<EOF`), and the line where it begins; 0 without one.
  std::string input;
  int input_line = 0;
};

/// In a script, what stands for a line end that the shell does not see: it only counts.
inline constexpr char kHiddenLineEnd = '\x01';

/// The commands in the order of the script, those of substitutions in front of the one that they stand in. `line` is
/// that of the script's first letter.
[[nodiscard]] std::vector<ShellCommand> read_shell(std::string_view script, int line);

}  // namespace ropewalk::scan
