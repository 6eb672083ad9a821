// Fills in the templates. What differs between package managers is in commands.cpp; here is which file there is, and
// what its values are.
#include "init/pipeline.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "init/commands.h"
#include "init/embedded.h"
#include "text/template.h"

namespace ropewalk::init {
namespace {

using text::TemplateValues;

struct Row {
  std::string_view template_path;
  std::string_view path;
  std::string_view part;
  bool is_executable = false;
};

/// Everything but the workflows of CI, of which there is one for each project.
constexpr std::array kRows = {
    Row{"SECURITY.md", "SECURITY.md", "security"},
    Row{"github/CODEOWNERS", ".github/CODEOWNERS", "codeowners"},
    Row{"github/ISSUE_TEMPLATE/bug.yml", ".github/ISSUE_TEMPLATE/bug.yml", "templates"},
    Row{"github/ISSUE_TEMPLATE/config.yml", ".github/ISSUE_TEMPLATE/config.yml", "templates"},
    Row{"github/ISSUE_TEMPLATE/feature.yml", ".github/ISSUE_TEMPLATE/feature.yml", "templates"},
    Row{"github/PULL_REQUEST_TEMPLATE.md", ".github/PULL_REQUEST_TEMPLATE.md", "templates"},
    Row{"github/actions/setup-ropewalk/action.yml", ".github/actions/setup-ropewalk/action.yml", "action"},
    Row{"github/actions/setup-ropewalk/requirements.txt.template", ".github/actions/setup-ropewalk/requirements.txt",
        "action"},
    Row{"github/dependabot.yml", ".github/dependabot.yml", "dependabot"},
    Row{"github/ropewalk.yml", ".github/ropewalk.yml", "config"},
    Row{"github/workflows/cd.yml", ".github/workflows/cd.yml", "cd"},
    Row{"github/workflows/release.yml", ".github/workflows/release.yml", "release"},
    Row{"github/workflows/security.yml", ".github/workflows/security.yml", "security"},
    Row{"pre-commit-config.yaml", ".pre-commit-config.yaml", "pre-commit"},
    Row{"scripts/ci/README.md", "scripts/ci/README.md", "scripts"},
    Row{"scripts/ci/check.sh", "scripts/ci/check.sh", "scripts", true},
    Row{"scripts/ci/run.sh", "scripts/ci/run.sh", "scripts", true},
    Row{"tests/integration/test_ci/test_workflows.py", "tests/integration/test_ci/test_workflows.py", "tests"},
};
constexpr std::string_view kWorkflowTemplate = "github/workflows/ci.yml";

Result<std::string> fill(std::string_view path, const TemplateValues& values) {
  return text::fill_template(find(templates(), path), values, path);
}

/// `use.checkout` and the like: the action at its commit, with its version for people.
void set_actions(TemplateValues& values) {
  for (const std::string_view line : split_lines(find(tables(), "pinned-actions.txt"))) {
    std::vector<std::string_view> words;
    for (const std::string_view word : split(line, ' ')) {
      if (!word.empty()) {
        words.push_back(word);
      }
    }
    if (words.size() == 3 && !line.starts_with('#')) {
      const std::string short_name = replace_all(words[0].substr(words[0].find('/') + 1), "-", "_");
      values.set("use." + short_name, fmt::format("{}@{} # {}", words[0], words[2], words[1]));
    }
  }
}

void set_project(TemplateValues& values, const RepositoryFacts& facts, const ChosenProject& chosen) {
  const PythonProject& project = *chosen.project;
  const Choices& choices = chosen.choices;
  const JobCommands commands = job_commands(project, choices);
  const bool runs_hooks = choices.has(Tool::kPreCommit) && (facts.has_pre_commit || !hooks(project, choices).empty());
  values.set("directory", project.directory);
  values.set("default_branch", choices.default_branch);
  values.set("newest_python", choices.pythons.back());
  std::vector<std::string> quoted;
  for (const std::string& version : choices.pythons) {
    quoted.push_back(fmt::format("\"{}\"", version));
  }
  values.set("pythons", join(quoted, ", "));
  values.set_list("path_filters", project.directory.empty()
                                      ? std::vector<std::string>()
                                      : std::vector<std::string>{project.directory + "/**", ".github/**"});
  values.lists["lint"];
  for (const Command& command : commands.lint) {
    values.add("lint", {{"name", command.name},
                        {"run", command.run},
                        {"lines", command.run.find('\n') == std::string::npos ? "" : "true"},
                        {"advice", command.is_advice ? "true" : ""}});
  }
  values.set("lint_install", commands.lint_install);
  values.set("types", commands.types.run);
  values.set("types_lines", commands.types.run.find('\n') == std::string::npos ? "" : "true");
  values.set("types_name", commands.types.name);
  values.set("types_advice", commands.types.is_advice ? "true" : "");
  values.set("types_install", commands.types_install);
  values.set("test_install", commands.test_install);
  values.set("unit", commands.unit);
  values.set("integration", commands.integration);
  values.set("performance", commands.performance);
  values.set("regression", commands.regression);
  values.set("pre_commit", runs_hooks ? "true" : "false");
  values.set("pre_commit_skip", join(choices.skipped_hooks, ","));
  values.set("uv", project.manager == Manager::kUv ? "true" : "");
  values.set("version.pre_commit", pinned("pre-commit"));
  values.set("test_minutes", "10");
  values.set("reports_path", project.directory.empty() ? "reports/" : project.directory + "/reports/");

  std::vector<std::string> jobs;
  for (const auto& [job, is_there] : {std::pair{"lint", !commands.lint.empty()},
                                      {"types", !commands.types.run.empty()},
                                      {"pre-commit", runs_hooks},
                                      {"unit", !commands.unit.empty()},
                                      {"integration", !commands.integration.empty()},
                                      {"performance", !commands.performance.empty()},
                                      {"regression", !commands.regression.empty()}}) {
    if (is_there) {
      jobs.emplace_back(job);
    }
  }
  values.set("gate_needs", join(jobs, ", "));
  const bool has_reports = !commands.unit.empty() || !commands.integration.empty() || !commands.performance.empty();
  values.set("has_reports", has_reports ? "true" : "false");
}

void set_repository(TemplateValues& values, const RepositoryFacts& facts, const ChosenProject& chosen,
                    const WheelPin& wheel) {
  const Choices& choices = chosen.choices;
  values.set("default_branch", choices.default_branch);
  values.set("submodules", facts.has_submodules ? "true" : "");
  values.set("repository", choices.repository.empty() ? "OWNER/REPOSITORY" : choices.repository);
  const std::string owner = choices.repository.substr(0, choices.repository.find('/'));
  values.set("owner", owner.empty() ? "@OWNER" : "@" + owner);
  values.set("coverage", fmt::format("{:g}", choices.coverage));
  values.set("wheel_options", wheel.hash.empty() ? "" : "--require-hashes ");
  values.set("wheel_requirement", wheel.hash.empty()
                                      ? fmt::format("ropewalk=={}", wheel.version)
                                      : fmt::format("ropewalk=={} --hash=sha256:{}", wheel.version, wheel.hash));
  const auto docker = facts.ecosystems.find("docker");
  const bool has_dockerfile = docker != facts.ecosystems.end() &&
                              std::find(docker->second.begin(), docker->second.end(), "/") != docker->second.end();
  values.set("dockerfile", has_dockerfile ? "yes" : "");
  values.set("no_dockerfile", has_dockerfile ? "" : "yes");
  values.lists["updates"];
  auto ecosystems = facts.ecosystems;
  // The pipeline's own requirement, on this program.
  ecosystems["pip"].emplace_back("/.github/actions/setup-ropewalk");
  for (const auto& [ecosystem, folders] : ecosystems) {
    for (const std::string& folder : folders) {
      const std::string group =
          folders.size() == 1
              ? ecosystem
              : ecosystem + "-" +
                    (folder == "/" ? "root" : replace_all(folder.substr(folder.find_first_not_of("/.")), "/", "-"));
      values.add("updates", {{"ecosystem", ecosystem}, {"directory", folder}, {"group", group}});
    }
  }
  values.lists["hooks"];
  for (const Hook& hook : hooks(*chosen.project, choices)) {
    values.add("hooks", {{"id", hook.id},
                         {"name", hook.name},
                         {"entry", hook.entry},
                         {"requirements", hook.requirements},
                         {"whole", hook.is_whole ? "true" : ""}});
  }
}

/// `ci.yml` for the only project, `ci-api.yml` for one of several.
std::string workflow_path(const std::vector<ChosenProject>& projects, const ChosenProject& chosen) {
  if (projects.size() == 1) {
    return ".github/workflows/ci.yml";
  }
  const std::string name =
      chosen.project->directory.empty() ? "" : "-" + replace_all(chosen.project->directory, "/", "-");
  return fmt::format(".github/workflows/ci{}.yml", name);
}

/// What `ropewalk deploy` brings to an environment without a line of configuration.
bool is_service(const std::vector<ChosenProject>& projects) {
  const PythonProject& project = *projects.front().project;
  return projects.size() == 1 && project.directory.empty() &&
         (project.declares("fastapi") || project.declares("flask") || project.declares("starlette"));
}

}  // namespace

Result<std::vector<PipelineFile>> pipeline_files(const RepositoryFacts& facts,
                                                 const std::vector<ChosenProject>& projects, const WheelPin& wheel) {
  std::vector<PipelineFile> files;
  if (projects.empty()) {
    return files;
  }
  TemplateValues shared;
  set_actions(shared);
  set_repository(shared, facts, projects.front(), wheel);
  shared.set("release_branch", projects.front().choices.default_branch);
  for (const ChosenProject& chosen : projects) {
    TemplateValues values = shared;
    set_project(values, facts, chosen);
    auto text = fill(kWorkflowTemplate, values);
    if (!text) {
      return fail(std::move(text.error()));
    }
    std::string named = *text;
    if (projects.size() > 1) {
      named = replace_all(
          named, "name: CI\n",
          fmt::format("name: CI ({})\n", chosen.project->directory.empty() ? "top" : chosen.project->directory));
    }
    files.push_back({workflow_path(projects, chosen), std::move(named), false, "ci"});
  }
  const bool has_hooks = std::any_of(projects.begin(), projects.end(),
                                     [](const ChosenProject& chosen) { return chosen.choices.has(Tool::kPreCommit); });
  for (const Row& row : kRows) {
    // A configuration of hooks that is there is the team's; who owns the code is not known without a remote.
    const bool is_theirs =
        row.part == "pre-commit" && (facts.has_pre_commit || !has_hooks || shared.lists["hooks"].empty());
    const bool is_unknown = row.part == "codeowners" && projects.front().choices.repository.empty();
    const bool is_no_service = row.part == "cd" && !is_service(projects);
    if (is_theirs || is_unknown || is_no_service) {
      continue;
    }
    auto text = fill(row.template_path, shared);
    if (!text) {
      return fail(std::move(text.error()));
    }
    files.push_back({std::string(row.path), std::move(*text), row.is_executable, std::string(row.part)});
  }
  std::sort(files.begin(), files.end(), [](const PipelineFile& a, const PipelineFile& b) { return a.path < b.path; });
  return files;
}

std::vector<std::string_view> parts() {
  std::vector<std::string_view> names{"ci"};
  for (const Row& row : kRows) {
    if (std::find(names.begin(), names.end(), row.part) == names.end()) {
      names.push_back(row.part);
    }
  }
  return names;
}

std::string badge(const std::string& repository, const std::string& workflow_file) {
  const std::string base = fmt::format("https://github.com/{}/actions/workflows/{}", repository, workflow_file);
  return fmt::format("[![CI]({0}/badge.svg)]({0})", base);
}

}  // namespace ropewalk::init
