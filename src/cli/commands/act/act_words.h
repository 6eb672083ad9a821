// act's command line as `ropewalk run` or `ropewalk plan` takes it. (nektos/act, cmd/root.go: flags and their letters.)
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace ropewalk::cli {

/// What act was asked for, in our words.
struct ActWish {
  /// `run`, `plan`, `parse` or `version`.
  std::string command = "run";
  std::vector<std::string> words;
  /// Secrets with their values, which our own command line does not take.
  std::vector<std::pair<std::string, std::string>> secrets;
  /// Files of `NAME=VALUE` lines whose entries become `--var` and `--input`, and whether somebody named them.
  std::vector<std::pair<std::string, std::string>> files;
  /// Flags that mean nothing without containers, as they were written.
  std::vector<std::string> idle;
  /// Where `-C` leads; empty for the current folder.
  std::string directory;
  bool has_env_file = false;
  bool has_secret_file = false;
  bool has_var_file = false;
  bool has_input_file = false;
};

/// Errors: kUsage for a flag that act does not have, or one without its value.
[[nodiscard]] Result<ActWish> read_act_words(const std::vector<std::string>& words);

/// Whether a word is one of act's flags that the next word is the value of.
[[nodiscard]] bool takes_act_value(std::string_view word);

/// The words of an .actrc: one flag with its value a line, `#` for comments.
[[nodiscard]] std::vector<std::string> read_actrc(std::string_view text);

}  // namespace ropewalk::cli
