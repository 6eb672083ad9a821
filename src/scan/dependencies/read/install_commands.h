// What the commands of a script have pip install.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scan/dependencies/dependency.h"
#include "scan/shell/read_shell.h"

namespace ropewalk::scan {

/// Finds `pip install x==1 -r file` in scripts, also with `python -m`, `uv pip`, `pipx`, in `sh -c`, substitutions and
/// the texts below a shell's command. Other commands are passed over.
class InstallCommands {
 public:
  /// `folders` are those that the commands may run in, relative to the root of the scan; none when that is not known.
  InstallCommands(const ManifestInput& input, std::vector<std::string> folders, std::vector<std::string> groups,
                  Manifest& into)
      : input_(input), folders_(std::move(folders)), groups_(std::move(groups)), into_(into) {}

  /// `line` is that of the script's first letter.
  void read_script(std::string_view script, int line) { read_script(script, line, 0); }
  void read_command(const ShellCommand& command) { read_command(command, 0); }

 private:
  using Words = std::vector<ShellWord>;

  void read_script(std::string_view script, int line, int depth);
  void read_command(const ShellCommand& command, int depth);
  void change_folder(const ShellWord& folder);
  void read_shells(const ShellCommand& command, const Words& words, int depth);
  void add_installed(const Words& words, std::size_t at, bool are_files);
  /// False, and told, when a variable is in it.
  bool is_known(const ShellWord& word);
  void add_operand(const ShellWord& word);
  void add_option(std::string_view option, const ShellWord& value);
  void include(const ShellWord& file, bool are_constraints);
  [[nodiscard]] Location place(const ShellWord& word) const { return {.file = input_.file, .line = word.line}; }

  const ManifestInput& input_;
  std::vector<std::string> folders_;
  std::vector<std::string> groups_;
  Manifest& into_;
};

}  // namespace ropewalk::scan
