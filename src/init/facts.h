// What a repository is made of, as far as its pipeline depends on it. Found by looking at files; nothing is run.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "init/tox.h"
#include "ports/files.h"

namespace ropewalk::init {

enum class Manager { kPip, kUv, kPoetry, kPdm, kHatch };

/// `pip`, `uv`, `poetry`, `pdm`, `hatch`.
[[nodiscard]] std::string_view name(Manager manager);

/// Where a package that jobs need is named: so that a job installs it from there, in the version of the project.
struct Declared {
  enum class In { kRequirements, kExtra, kGroup, kDependencies, kTox };
  In in = In::kRequirements;
  /// The requirements file, relative to the project; or the extra's, group's or tox environment's name.
  std::string where;
  /// `9.0.2` of `isort==9.0.2`; empty for anything but one version.
  std::string version = {};
};

/// One Python project: a folder with a pyproject.toml, setup.py, setup.cfg or requirements.
struct PythonProject {
  /// Relative to the top; empty for the top itself.
  std::string directory;
  std::string name;
  Manager manager = Manager::kPip;
  /// Why this manager: `uv.lock`.
  std::string manager_reason;
  bool has_lock = false;
  /// It can be installed: it has a build system, setup.py or setup.cfg with a name.
  bool is_package = false;
  /// `>=3.11`; empty when it does not say.
  std::string requires_python;
  /// `3.11`, from its classifiers.
  std::vector<std::string> classified_pythons;
  bool has_python2_classifier = false;
  /// pyproject.toml; empty without one.
  json::object pyproject;
  /// By the package's normalized name (PEP 503): each place that names it, the most special first.
  std::map<std::string, std::vector<Declared>, std::less<>> declared;
  /// Requirements files, relative to the project.
  std::vector<std::string> requirements;
  std::vector<std::string> extras;
  std::vector<std::string> groups;
  /// Tool configurations beside pyproject.toml: `mypy.ini`, `.flake8`, `tox.ini`, `[mypy]` of setup.cfg as
  /// `setup.cfg:mypy`.
  std::set<std::string, std::less<>> configured;
  /// What plain `tox` runs; only where pip installs, since other managers have an environment of their own.
  std::vector<ToxEnvironment> tox;
  /// coverage.py writes a file for each process, which are combined afterwards.
  bool has_parallel_coverage = false;
  /// coverage.py fails below a figure of the project's.
  bool has_coverage_limit = false;
  /// The texts of Makefile, tox.ini, noxfile.py and the like: what its people call.
  std::string tasks;
  /// Folders with tests, relative to the project: `tests`, `tests/unit`.
  std::vector<std::string> test_folders;
  /// pytest's markers that it declares.
  std::set<std::string, std::less<>> markers;
  /// Import packages and the folder that they lie in: `src/parcels`, `parcels`.
  std::vector<std::string> packages;

  [[nodiscard]] bool declares(std::string_view package) const { return declared.find(package) != declared.end(); }
  /// `tool.ruff` and the like is there.
  [[nodiscard]] bool has_tool(std::string_view path) const;
};

struct RepositoryFacts {
  std::vector<PythonProject> projects;
  /// Workflow files that are there, by name.
  std::vector<std::string> workflows;
  /// Folders (`/`, `/services/api`) by Dependabot's ecosystem.
  std::map<std::string, std::vector<std::string>> ecosystems;
  bool has_dockerfile = false;
  bool has_pre_commit = false;
  bool has_submodules = false;
  /// The text of .pre-commit-config.yaml.
  std::string pre_commit;
  /// What is worth telling: a file that can't be read, Python 2.
  std::vector<std::string> remarks;
};

/// Looks at the top and, for several services, at the folders three levels below. Errors: the top cannot be listed.
[[nodiscard]] Result<RepositoryFacts> look_at(const ports::Files& files, const std::filesystem::path& top);

/// Reads one project's folder.
[[nodiscard]] PythonProject look_at_project(const ports::Files& files, const std::filesystem::path& top,
                                            const std::string& directory, std::vector<std::string>& remarks);

/// The package that a requirement line names, normalized: `Flask[async] >= 2 ; python_version > "3"` is `flask`. Empty
/// for options, comments, URLs and paths.
[[nodiscard]] std::string requirement_name(std::string_view line);
/// The one version that a requirement line takes: `1.2` of `name==1.2 ; marker`. Empty for ranges.
[[nodiscard]] std::string requirement_version(std::string_view line);

}  // namespace ropewalk::init
