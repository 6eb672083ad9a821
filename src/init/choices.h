// What a pipeline is made of for one repository, and why: from what was found and what the user asked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "init/facts.h"

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

enum class Tool { kRuff, kRuffFormat, kBlack, kIsort, kMypy, kPyright, kPreCommit };

/// Its word for --tools and people: `ruff-format`.
[[nodiscard]] std::string_view name(Tool tool);
[[nodiscard]] std::optional<Tool> find_tool(std::string_view name);

struct Choices {
  std::vector<std::string> pythons;
  std::vector<Tool> tools;
  std::string default_branch;
  std::string repository;
  double coverage = 85;
  std::vector<Reason> reasons;

  [[nodiscard]] bool has(Tool tool) const;
};

/// Errors: kUsage for a tool or a Python that is not known.
[[nodiscard]] Result<Choices> choose(const PythonProject& project, const RepositoryFacts& facts, const Wishes& wishes);

/// The versions of CPython that a range takes, of those that are offered (newest last): `>=3.11,<3.14`.
[[nodiscard]] std::vector<std::string> pythons_in_range(std::string_view range,
                                                        const std::vector<std::string>& offered);

}  // namespace ropewalk::init
