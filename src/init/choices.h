// What a pipeline is made of for one repository, and why: from what was found and what the user asked for.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "init/signs.h"

namespace ropewalk::init {

/// What the user says over what is found.
struct Wishes {
  /// Pythons of the matrix: `3.11`. Empty: the project's own.
  std::vector<std::string> pythons;
  /// Tools: `ruff`, `ruff-format`, `black`, `isort`, `mypy`, `pyright`, `pre-commit`. Empty: the project's own.
  std::vector<std::string> tools;
  /// `main`; empty when git does not say.
  std::string default_branch;
  /// `owner/name`; empty without a remote.
  std::string repository;
  /// Coverage in percent; nothing: the project's own gate, or 85.
  std::optional<double> coverage;
  /// Where the coverage was said: `--coverage`, or the file of settings.
  std::string coverage_from = {};
};

/// One decision in words: `formatter: ruff format, since pyproject.toml has [tool.ruff.format]`.
struct Reason {
  std::string what;
  std::string choice;
  std::string why;
};

[[nodiscard]] std::optional<Tool> find_tool(std::string_view word);

struct Choices {
  std::vector<std::string> pythons;
  /// In the order of their steps.
  std::vector<Tool> tools;
  /// Those of the tools that only advise: a project that has never gone by them is not red for it.
  std::set<Tool> advice;
  /// Ruff looks only for what fails when it runs: the project has no rules of its own.
  bool has_only_basic_rules = false;
  /// By the package: the version that the project's hook is pinned to.
  std::map<std::string, std::string, std::less<>> versions;
  /// Hooks that pre-commit leaves out in CI, because they call what only a developer's machine has.
  std::vector<std::string> skipped_hooks;
  std::string default_branch;
  std::string repository;
  double coverage = 85;
  std::vector<Reason> reasons;

  [[nodiscard]] bool has(Tool tool) const;
  /// It has its say over the gate.
  [[nodiscard]] bool holds(Tool tool) const { return has(tool) && !advice.contains(tool); }
};

/// Errors: kUsage for a tool or a Python that is not known.
[[nodiscard]] Result<Choices> choose(const PythonProject& project, const RepositoryFacts& facts, const Wishes& wishes);

/// The versions of CPython that a range takes, of those that are offered (newest last): `>=3.11,<3.14`.
[[nodiscard]] std::vector<std::string> pythons_in_range(std::string_view range,
                                                        const std::vector<std::string>& offered);

}  // namespace ropewalk::init
