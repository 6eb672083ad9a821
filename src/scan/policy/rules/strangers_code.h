// Commands that take the code of a pull request to where a job works.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/policy/shell.h"

namespace ropewalk::scan::policy {

/// How a text names what a pull request brings: its head, its fork, `refs/pull/1/merge`; empty when it does not. The
/// text is as Untrusted::plain() makes it.
[[nodiscard]] std::string_view strangers_code_in(std::string_view text);

/// The commands of one job, in their order: what is fetched in one step is checked out in a later one.
class StrangersCode {
 public:
  /// The command by which the stranger's code gets there: `gh pr checkout`.
  [[nodiscard]] std::optional<std::string> brought_by(const ShellCommand& command);

 private:
  [[nodiscard]] std::optional<std::string> brought_by_git(const std::vector<std::string_view>& words);

  /// What it is called here once it is fetched: `FETCH_HEAD`, a branch, `fork/`.
  std::vector<std::string> names_;
  /// Remotes that are the stranger's.
  std::vector<std::string> remotes_;
  /// It was downloaded as a patch or an archive.
  bool has_download_ = false;
};

}  // namespace ropewalk::scan::policy
