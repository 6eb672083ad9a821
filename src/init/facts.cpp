#include "init/facts.h"

#include <algorithm>
#include <array>

#include "toml/read_toml.h"

namespace ropewalk::init {
namespace {

constexpr int kDepth = 3;
constexpr std::array<std::string_view, 14> kPassedOver = {
    ".git", "node_modules", ".venv",       "venv",          "build",  "dist",        "target",
    ".tox", ".nox",         "__pycache__", "site-packages", "vendor", "third_party", "examples"};
constexpr std::array<std::string_view, 4> kProjectFiles = {"pyproject.toml", "setup.py", "setup.cfg",
                                                           "requirements.txt"};

bool contains(const auto& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// Files that tell of a Dependabot ecosystem
/// (docs.github.com, "Dependabot supported ecosystems and repositories").
std::string_view ecosystem_of(std::string_view name) {
  if (name == "package.json") {
    return "npm";
  }
  if (name == "Cargo.toml") {
    return "cargo";
  }
  if (name == "go.mod") {
    return "gomod";
  }
  if (name == "Gemfile") {
    return "bundler";
  }
  if (name == "composer.json") {
    return "composer";
  }
  if (name == "pom.xml") {
    return "maven";
  }
  if (name == "build.gradle" || name == "build.gradle.kts") {
    return "gradle";
  }
  if (name == "Dockerfile" || name.starts_with("Dockerfile.") || name.ends_with(".Dockerfile")) {
    return "docker";
  }
  if (name == "docker-compose.yml" || name == "docker-compose.yaml" || name == "compose.yml" ||
      name == "compose.yaml") {
    return "docker-compose";
  }
  if (name == ".terraform.lock.hcl") {
    return "terraform";
  }
  return {};
}

void add(std::map<std::string, std::vector<std::string>>& ecosystems, std::string_view ecosystem,
         const std::string& folder) {
  std::vector<std::string>& folders = ecosystems[std::string(ecosystem)];
  const std::string name = "/" + folder;
  if (!contains(folders, name)) {
    folders.push_back(name);
  }
}

void look_at_workflows(const ports::Files& files, const std::filesystem::path& top, RepositoryFacts& facts) {
  if (const auto entries = files.list(top / ".github" / "workflows")) {
    for (const ports::FileEntry& entry : *entries) {
      const std::string extension = entry.path.extension().string();
      if (extension == ".yml" || extension == ".yaml") {
        facts.workflows.push_back(entry.path.filename().string());
      }
    }
  }
}

}  // namespace

std::string_view name(Manager manager) {
  switch (manager) {
    case Manager::kPip: return "pip";
    case Manager::kUv: return "uv";
    case Manager::kPoetry: return "poetry";
    case Manager::kPdm: return "pdm";
    case Manager::kHatch: return "hatch";
  }
  return "";
}

bool PythonProject::has_tool(std::string_view path) const { return toml::find(pyproject, path) != nullptr; }

Result<RepositoryFacts> look_at(const ports::Files& files, const std::filesystem::path& top) {
  RepositoryFacts facts;
  std::set<std::string> project_folders;
  auto entries = files.walk(top, [](const ports::FileEntry& entry) {
    const auto depth = std::distance(entry.path.begin(), entry.path.end());
    const std::string name = entry.path.filename().string();
    const bool is_left_out = contains(kPassedOver, name) || (name.starts_with('.') && name != ".github");
    return is_left_out || depth > kDepth ? ports::Walk::kSkip : ports::Walk::kEnter;
  });
  if (!entries) {
    return fail(std::move(entries.error()));
  }
  for (const ports::FileEntry& entry : *entries) {
    const std::string file = entry.path.filename().string();
    const std::string folder = entry.path.parent_path().generic_string();
    if (entry.type != ports::FileType::kFile || folder.starts_with(".github")) {
      continue;
    }
    if (contains(kProjectFiles, file)) {
      project_folders.insert(folder);
    }
    if (const std::string_view ecosystem = ecosystem_of(file); !ecosystem.empty()) {
      add(facts.ecosystems, ecosystem, folder);
    }
    facts.has_dockerfile |= ecosystem_of(file) == "docker";
  }
  // A project at the top has the folders below it as parts, unless these are projects that can be installed.
  for (const std::string& folder : project_folders) {
    if (folder.starts_with("tests") || folder.starts_with("docs") || folder.starts_with("requirements")) {
      continue;
    }
    PythonProject project = look_at_project(files, top, folder, facts.remarks);
    if (project.has_python2_classifier) {
      facts.remarks.push_back(project.name + " names Python 2 in its classifiers, which no runner has any more");
    }
    if (folder.empty() || project.is_package || !project_folders.contains("")) {
      add(facts.ecosystems, project.manager == Manager::kUv ? "uv" : "pip", folder);
      facts.projects.push_back(std::move(project));
    }
  }
  look_at_workflows(files, top, facts);
  if (const auto text = files.read(top / ".pre-commit-config.yaml")) {
    facts.has_pre_commit = true;
    facts.pre_commit = *text;
  }
  facts.has_submodules = files.type_followed(top / ".gitmodules") == ports::FileType::kFile;
  add(facts.ecosystems, "github-actions", "");
  return facts;
}

}  // namespace ropewalk::init
