#include "init/commands.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "init/embedded.h"
#include "toml/read_toml.h"

namespace ropewalk::init {
namespace {

constexpr std::string_view kPip = "python -m pip install --quiet";

/// What a job needs, and from where it gets it.
class Installing {
 public:
  Installing(const PythonProject& project, const Choices& choices) : project_(project), choices_(choices) {}

  /// The words in front of a program that the project's environment has.
  [[nodiscard]] std::string prefix() const {
    switch (project_.manager) {
      case Manager::kUv: return "uv run --no-sync ";
      case Manager::kPoetry: return "poetry run ";
      case Manager::kPdm: return "pdm run ";
      case Manager::kPip:
      case Manager::kHatch: return "";
    }
    return "";
  }

  /// A script that makes these packages available, and the project with its dependencies when `with_project`.
  [[nodiscard]] std::string script(const std::vector<std::string>& packages, bool with_project) const {
    switch (project_.manager) {
      case Manager::kUv:
        return joined({fmt::format("{} \"{}\"", kPip, pinned("uv")),
                       fmt::format("uv sync --all-extras --all-groups{}", project_.has_lock ? " --locked" : ""),
                       undeclared(packages, "uv pip install --quiet")});
      case Manager::kPoetry:
        return joined({fmt::format("{} \"{}\"", kPip, pinned("poetry")),
                       "poetry install --all-extras --all-groups --no-interaction",
                       undeclared(packages, "poetry run python -m pip install --quiet")});
      case Manager::kPdm:
        return joined({fmt::format("{} \"{}\" \"{}\"", kPip, pinned("pdm"), pinned("hishel")),
                       project_.has_lock ? "pdm sync --quiet --group :all" : "pdm install --quiet --group :all",
                       undeclared(packages, "python -m pip --python .venv/bin/python install --quiet")});
      case Manager::kPip:
      case Manager::kHatch: return with_pip(packages, with_project);
    }
    return {};
  }

 private:
  [[nodiscard]] static std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
      text += line.empty() ? "" : (text.empty() ? "" : "\n") + line;
    }
    return text;
  }

  /// In the version that the project's hook has, else the table's.
  [[nodiscard]] std::string requirement(const std::string& package) const {
    const auto version = choices_.versions.find(package);
    return version == choices_.versions.end() ? pinned(package) : fmt::format("{}=={}", package, version->second);
  }

  [[nodiscard]] std::string undeclared(const std::vector<std::string>& packages, std::string_view install) const {
    std::vector<std::string> words;
    for (const std::string& package : packages) {
      std::string word = fmt::format("\"{}\"", requirement(package));
      if (!project_.declares(package) && std::find(words.begin(), words.end(), word) == words.end()) {
        words.push_back(std::move(word));
      }
    }
    return words.empty() ? "" : fmt::format("{} {}", install, fmt::join(words, " "));
  }

  /// pip takes each package from where the project names it: a requirements file, an extra, a group; else the table's.
  [[nodiscard]] std::string with_pip(const std::vector<std::string>& packages, bool with_project) const {
    std::set<std::string> files;
    std::set<std::string> extras;
    std::set<std::string> groups;
    std::vector<std::string> words;
    const auto add_word = [&](const std::string& word) {
      if (std::find(words.begin(), words.end(), word) == words.end()) {
        words.push_back(word);
      }
    };
    for (const std::string& package : packages) {
      const auto declared = project_.declared.find(package);
      if (declared == project_.declared.end()) {
        add_word(requirement(package));
        continue;
      }
      // The smallest file that names it, which is the one made for it.
      const Declared& first = declared->second.back();
      switch (first.in) {
        case Declared::In::kRequirements: files.insert(first.where); break;
        case Declared::In::kExtra: extras.insert(first.where); break;
        case Declared::In::kGroup: groups.insert(first.where); break;
        case Declared::In::kDependencies: with_project = true; break;
        case Declared::In::kTox:
          for (const std::string& dependency : tox_dependencies(first.where)) {
            add_word(dependency);
          }
          break;
      }
    }
    if (with_project) {
      for (const std::string& file : project_.requirements) {
        if (file == "requirements.txt" || file == "requirements/runtime.txt" || file == "requirements/base.txt") {
          files.insert(file);
        }
      }
    }
    std::vector<std::string> lines;
    if (!groups.empty()) {
      lines.push_back(fmt::format("{} --upgrade pip", kPip));
    }
    for (const std::string& file : files) {
      lines.push_back(fmt::format("{} -r {}", kPip, file));
    }
    for (const std::string& group : groups) {
      lines.push_back(fmt::format("{} --group {}", kPip, group));
    }
    if ((with_project || !extras.empty()) && project_.is_package) {
      lines.push_back(fmt::format("{} --editable \".{}\"", kPip,
                                  extras.empty() ? "" : fmt::format("[{}]", fmt::join(extras, ","))));
    }
    if (!words.empty()) {
      lines.push_back(fmt::format("{} \"{}\"", kPip, fmt::join(words, "\" \"")));
    }
    return joined(lines);
  }

  /// What tox installs into one of its environments.
  [[nodiscard]] std::vector<std::string> tox_dependencies(const std::string& name) const {
    for (const ToxEnvironment& environment : project_.tox) {
      if (environment.name == name) {
        return environment.dependencies;
      }
    }
    return {};
  }

  const PythonProject& project_;
  const Choices& choices_;
};

[[nodiscard]] bool has_folder(const PythonProject& project, std::string_view ending) {
  return std::any_of(project.test_folders.begin(), project.test_folders.end(),
                     [&](const std::string& folder) { return folder.ends_with(ending); });
}

/// The test folder that ends so, or empty.
std::string folder(const PythonProject& project, std::initializer_list<std::string_view> endings) {
  for (const std::string_view ending : endings) {
    for (const std::string& candidate : project.test_folders) {
      if (candidate.ends_with(ending)) {
        return candidate;
      }
    }
  }
  return {};
}

/// pytest with reports: by pytest-cov where the project has it, else under coverage itself. A limit of the project's
/// own is for all legs together, so the gate holds it.
std::string pytest_command(const PythonProject& project, const std::string& prefix, const std::string& arguments,
                           bool measures) {
  const std::string reports = fmt::format("{} --junit-xml=reports/junit.xml", arguments);
  if (!measures) {
    return fmt::format("{}pytest {}", prefix, reports);
  }
  const bool has_source = project.has_tool("tool.coverage.run.source") ||
                          project.has_tool("tool.coverage.run.source_pkgs") ||
                          project.has_tool("tool.coverage.run.include") || project.configured.contains(".coveragerc");
  const bool names_source = !has_source && !project.packages.empty();
  if (project.declares("pytest-cov")) {
    const std::string source = names_source ? fmt::format("--cov={}", fmt::join(project.packages, " --cov=")) : "--cov";
    return fmt::format("{}pytest {} {} --cov-branch --cov-report=xml:reports/coverage.xml{}", prefix, reports, source,
                       project.has_coverage_limit ? " --cov-fail-under=0" : "");
  }
  const std::string source = names_source ? fmt::format(" --source={}", fmt::join(project.packages, ",")) : "";
  const std::string combine = project.has_parallel_coverage ? prefix + "coverage combine\n" : "";
  return fmt::format("{0}coverage run --branch{1} -m pytest {2}\n{3}{0}coverage xml -o reports/coverage.xml{4}", prefix,
                     source, reports, combine, project.has_coverage_limit ? " --fail-under=0" : "");
}

/// Isort agrees with black by its profile, where the project has no settings of its own.
std::string isort_command(const PythonProject& project) {
  const bool is_configured = project.has_tool("tool.isort") || project.configured.contains(".isort.cfg") ||
                             project.configured.contains("setup.cfg:isort");
  return is_configured ? "isort" : "isort --profile black";
}

/// What fails as soon as it is run: syntax, comparisons that are always true, names that are not there.
constexpr std::string_view kBasicRules = " --select E9,F63,F7,F82";

/// As plain `tox` calls it, else in the general way.
std::string own_command(const PythonProject& project, std::string_view program, const std::string& general) {
  const std::vector<std::string> commands = tox_commands(project, program);
  return commands.empty() ? general : fmt::format("{}", fmt::join(commands, "\n"));
}

/// What a formatter looks at: the packages and the tests. Ruff lays out the Python in Markdown, too, which documents
/// have for other readers.
std::string laid_out(const PythonProject& project) {
  std::vector<std::string> paths = project.packages;
  if (!paths.empty() && !project.test_folders.empty() && project.test_folders.front() != ".") {
    paths.push_back(project.test_folders.front());
  }
  return paths.empty() ? "." : fmt::format("{}", fmt::join(paths, " "));
}

void add_lint(const PythonProject& project, const Choices& choices, const std::string& prefix, JobCommands& commands,
              std::vector<std::string>& packages) {
  const auto add = [&](Tool tool, std::string name, std::string run) {
    packages.emplace_back(package_of(tool));
    commands.lint.push_back({std::move(name), std::move(run), choices.advice.contains(tool)});
  };
  if (choices.has(Tool::kRuff)) {
    const std::string rules(choices.has_only_basic_rules ? kBasicRules : "");
    std::string run = prefix + "ruff check" + rules + " --output-format=github .";
    if (const auto own = tox_commands(project, "ruff check"); rules.empty() && !own.empty()) {
      run = own.front() + " --output-format=github";
    }
    add(Tool::kRuff, "Ruff", std::move(run));
  }
  if (choices.has(Tool::kFlake8)) {
    add(Tool::kFlake8, "Flake8", own_command(project, "flake8", prefix + "flake8"));
  }
  if (choices.has(Tool::kRuffFormat)) {
    add(Tool::kRuffFormat, "Format",
        own_command(project, "ruff format --check", prefix + "ruff format --check --diff " + laid_out(project)));
  }
  if (choices.has(Tool::kBlack)) {
    add(Tool::kBlack, "Black", own_command(project, "black --check", prefix + "black --check --diff ."));
  }
  if (choices.has(Tool::kIsort)) {
    add(Tool::kIsort, "Isort", prefix + isort_command(project) + " --check-only --diff .");
  }
}

void add_types(const PythonProject& project, const Choices& choices, const Installing& installing,
               JobCommands& commands) {
  if (choices.has(Tool::kPyright)) {
    commands.types = {"Pyright", installing.prefix() + "pyright", choices.advice.contains(Tool::kPyright)};
    commands.types_install = installing.script({"pyright"}, true);
    return;
  }
  if (!choices.has(Tool::kMypy)) {
    return;
  }
  const bool names_files = toml::find(project.pyproject, "tool.mypy.files") != nullptr ||
                           toml::find(project.pyproject, "tool.mypy.packages") != nullptr ||
                           project.configured.contains("mypy.ini") || project.configured.contains("setup.cfg:mypy");
  const std::string what = names_files                ? ""
                           : project.packages.empty() ? " ."
                                                      : fmt::format(" {}", fmt::join(project.packages, " "));
  commands.types = {"Mypy", own_command(project, "mypy", fmt::format("{}mypy{}", installing.prefix(), what)),
                    choices.advice.contains(Tool::kMypy)};
  commands.types_install = installing.script({"mypy"}, true);
}

void add_tests(const PythonProject& project, const Installing& installing, JobCommands& commands) {
  if (project.test_folders.empty()) {
    return;
  }
  std::vector<std::string> packages{"pytest"};
  packages.emplace_back(project.declares("pytest-cov") ? "pytest-cov" : "coverage");
  commands.test_install = installing.script(packages, true);
  const std::string prefix = installing.prefix();
  const std::string unit = folder(project, {"/unit"});
  const std::string integration = folder(project, {"/integration", "/functional", "/e2e"});
  const std::string performance = folder(project, {"/performance", "/benchmarks", "/benchmark"});
  const std::string all = project.test_folders.front();

  std::string arguments = unit.empty() ? all : unit;
  if (unit.empty()) {
    for (const std::string& part : {integration, performance}) {
      arguments += part.empty() ? "" : fmt::format(" --ignore={}", part);
    }
    arguments += project.markers.contains("integration") ? " -m \"not integration\"" : "";
  }
  commands.unit = pytest_command(project, prefix, arguments, true);
  if (!integration.empty()) {
    commands.integration = pytest_command(project, prefix, integration, false);
  } else if (project.markers.contains("integration") && !has_folder(project, "/unit")) {
    commands.integration = pytest_command(project, prefix, all + " -m integration", false);
  }
  if (!performance.empty()) {
    const std::string figures = project.declares("pytest-benchmark") ? " --benchmark-json=reports/benchmark.json" : "";
    commands.performance = "mkdir -p reports\n" + pytest_command(project, prefix, performance + figures, false);
    // The files of a version go before those that are installed; a tool's own environment would be that of one version.
    if (!figures.empty() && prefix.empty() && project.directory.empty()) {
      commands.regression =
          fmt::format("env PYTHONPATH=src:. pytest {} --quiet --benchmark-json={{output}}", performance);
    }
  }
}

}  // namespace

JobCommands job_commands(const PythonProject& project, const Choices& choices) {
  const Installing installing(project, choices);
  JobCommands commands;
  std::vector<std::string> packages;
  add_lint(project, choices, installing.prefix(), commands, packages);
  commands.lint_install = installing.script(packages, false);
  add_types(project, choices, installing, commands);
  add_tests(project, installing, commands);
  return commands;
}

std::vector<Hook> hooks(const PythonProject& project, const Choices& choices) {
  const auto requirements = [&](const std::string& package) {
    const auto declared = project.declared.find(package);
    if (declared != project.declared.end()) {
      for (const Declared& place : declared->second) {
        if (!place.version.empty()) {
          return fmt::format("\"{}=={}\"", package, place.version);
        }
      }
      for (const ToxEnvironment& environment : project.tox) {
        if (declared->second.back().in == Declared::In::kTox && environment.name == declared->second.back().where) {
          return fmt::format("\"{}\"", fmt::join(environment.dependencies, "\", \""));
        }
      }
    }
    return fmt::format("\"{}\"", pinned(package));
  };
  std::vector<Hook> hooks;
  if (choices.holds(Tool::kRuff)) {
    hooks.push_back({"ruff", "Ruff",
                     fmt::format("ruff check{} --force-exclude", choices.has_only_basic_rules ? kBasicRules : ""),
                     requirements("ruff")});
  }
  if (choices.holds(Tool::kFlake8)) {
    const std::vector<std::string> own = tox_commands(project, "flake8");
    hooks.push_back({"flake8", "Flake8", own.size() == 1 ? own.front() : "flake8", requirements("flake8"), true});
  }
  if (choices.holds(Tool::kRuffFormat)) {
    hooks.push_back({"ruff-format", "Ruff format", "ruff format --force-exclude", requirements("ruff")});
  }
  if (choices.holds(Tool::kBlack)) {
    // Black takes each file that it is given, excluded or not.
    const bool excludes = project.has_tool("tool.black.exclude") || project.has_tool("tool.black.extend-exclude");
    hooks.push_back(
        {"black", "Black", excludes ? "black --quiet ." : "black --quiet", requirements("black"), excludes});
  }
  if (choices.holds(Tool::kIsort)) {
    hooks.push_back({"isort", "Isort", isort_command(project) + " --filter-files", requirements("isort")});
  }
  return hooks;
}

std::string pinned(std::string_view package) {
  for (const std::string_view line : split_lines(find(tables(), "tool-versions.txt"))) {
    const std::size_t blank = line.find(' ');
    if (!line.starts_with('#') && line.substr(0, blank) == package) {
      return fmt::format("{}=={}", package, trim(line.substr(blank)));
    }
  }
  return std::string(package);
}

}  // namespace ropewalk::init
