// A shell's script as commands, near enough to see what they do: words, quotes, lines, redirections, and what joins
// commands. Nothing is expanded or run.
#pragma once

#include <cstddef>
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
  /// Where it begins in the script.
  std::size_t at = 0;
};

struct Redirection {
  /// `>`, `2>>`, `<`.
  std::string sign;
  std::string target;
};

struct ShellCommand {
  std::vector<ShellWord> words;
  std::vector<Redirection> redirections;
  /// The text that stands below the command (`<<EOF`), and the line where it begins; 0 without one.
  std::string input;
  int input_line = 0;
  /// It takes what the command before it prints.
  bool is_piped = false;
  /// Commands that are joined by pipes have one number, from 0.
  int pipeline = 0;
  /// The numbers of the commands whose output stands in its words: those of `$()` and `<()`.
  std::vector<std::size_t> takes;
};

/// In a script, what stands for a line end that the shell does not see: it only counts.
inline constexpr char kHiddenLineEnd = '\x01';

/// The commands in the order of the script, those of substitutions in front of the one that they stand in. `line` is
/// that of the script's first letter.
[[nodiscard]] std::vector<ShellCommand> read_shell(std::string_view script, int line);

}  // namespace ropewalk::scan
