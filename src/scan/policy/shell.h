// The commands of a script (RUN of a Dockerfile, run of a step), near enough to judge them: words, quotes and what joins
// commands. Nothing is expanded or run.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::scan::policy {

struct ShellCommand {
  /// Without quotes; variables as written; assignments in front (`A=b cmd`) left out.
  std::vector<std::string> words;
  /// Where its first word begins in the text.
  std::size_t at = 0;
  /// It takes what the command before it prints.
  bool is_piped = false;

  /// The program's name without its folder, `sudo` and `env` in front left out.
  [[nodiscard]] std::string_view program() const;
  /// The words behind the program.
  [[nodiscard]] std::vector<std::string_view> arguments() const;
  [[nodiscard]] bool has(std::string_view word) const;
  /// True when one of the arguments is `word` or begins with `word=`.
  [[nodiscard]] bool has_option(std::string_view word) const;
};

[[nodiscard]] std::vector<ShellCommand> split_commands(std::string_view text);

}  // namespace ropewalk::scan::policy
