// What a project's own .pre-commit-config.yaml runs, as far as the pipeline depends on it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::init {

/// One hook of pre-commit.
struct ConfiguredHook {
  std::string id;
  /// The tool's version where the revision names one: `0.12.0` of `rev: v0.12.0`, or of a comment behind a commit.
  std::string version;
  /// It looks at some files only (`files`, `exclude`), so what it says of all is not known.
  bool is_limited = false;
  /// It calls what the machine has (`language: system`): pre-commit brings no environment for it.
  bool is_system = false;
};

/// The hooks in the order of the file. A text that is no such configuration has none.
[[nodiscard]] std::vector<ConfiguredHook> read_hook_config(std::string_view text);

}  // namespace ropewalk::init
