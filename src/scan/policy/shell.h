// The commands of a script (RUN of a Dockerfile, run of a step) as rules ask for them: programs and arguments, inner
// scripts among them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/shell/read_shell.h"

namespace ropewalk::scan::policy {

struct ShellCommand {
  /// Without quotes; variables as written; assignments in front (`A=b cmd`) and redirections left out.
  std::vector<std::string> words = {};
  /// Of each word, whether a substitution is in it.
  std::vector<bool> computed = {};
  /// Where its first word begins in the text.
  std::size_t at = 0;
  /// It takes what the command before it prints.
  bool is_piped = false;
  /// Commands that are joined by pipes have one number.
  int pipeline = 0;
  /// The programs whose output stands in its words, where these have `$()` or `<()`.
  std::vector<std::string> takes = {};
  std::vector<Redirection> redirections = {};

  /// The program's name without its folder, `sudo` and `env` in front left out.
  [[nodiscard]] std::string_view program() const;
  /// The words behind the program.
  [[nodiscard]] std::vector<std::string_view> arguments() const;
  [[nodiscard]] bool has(std::string_view word) const;
  /// True when one of the arguments is `word` or begins with `word=`.
  [[nodiscard]] bool has_option(std::string_view word) const;
};

/// All commands of a script, also those within substitutions and within the script of `sh -c`, in the order in which
/// they begin to run.
[[nodiscard]] std::vector<ShellCommand> split_commands(std::string_view text);
/// The command that these words are, with those of its script.
[[nodiscard]] std::vector<ShellCommand> commands_of(std::vector<std::string> words);

/// A download that runs as it comes: piped into a shell, as its script, or saved and run without a look at a digest.
struct UnseenRun {
  /// What downloads: `curl`.
  std::string fetcher;
  /// Where the command that runs it begins in the text.
  std::size_t at = 0;
};
/// The first one.
[[nodiscard]] std::optional<UnseenRun> find_unseen_run(const std::vector<ShellCommand>& commands);

}  // namespace ropewalk::scan::policy
