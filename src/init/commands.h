// The commands of jobs: how each package manager installs what a job needs, and how each tool is called.
#pragma once

#include <string>
#include <vector>

#include "init/choices.h"

namespace ropewalk::init {

struct Command {
  std::string name;
  std::string run;
  /// What it finds is shown and holds nothing up.
  bool is_advice = false;
};

/// Scripts; an empty one means that there is no such job.
struct JobCommands {
  std::string lint_install;
  std::vector<Command> lint;
  std::string types_install;
  Command types;
  std::string test_install;
  std::string unit;
  std::string integration;
  std::string performance;
  /// Writes the figures of the benchmarks into the file in place of `{output}`, for `ropewalk perf compare`.
  std::string regression;
};

[[nodiscard]] JobCommands job_commands(const PythonProject& project, const Choices& choices);

/// A hook of pre-commit.
struct Hook {
  std::string id;
  std::string name;
  std::string entry;
  /// What its environment has: quoted, with commas between.
  std::string requirements;
  /// It is called once for all files, since it knows best which of them it looks at.
  bool is_whole = false;
};
/// In the versions that the project names, else the table's.
[[nodiscard]] std::vector<Hook> hooks(const PythonProject& project, const Choices& choices);

/// `ruff==0.17.6`, from the table of versions; the name alone for one that is not there.
[[nodiscard]] std::string pinned(std::string_view package);

}  // namespace ropewalk::init
