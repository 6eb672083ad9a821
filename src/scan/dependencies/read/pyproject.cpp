// pyproject.toml: what a project asks for (PEP 621, PEP 735, and the tables of Poetry, PDM and uv). Ranges, mostly:
// which version comes of them is for a lock to say.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/toml_lock.h"
#include "scan/dependencies/requirement.h"
#include "versions/pep440.h"

namespace ropewalk::scan {
namespace {

class Reader {
 public:
  Reader(const ManifestInput& input, Manifest& into) : input_(input), into_(into) {}

  void read(const toml::Node& document) {
    if (const toml::Node* project = document.find("project")) {
      requirements(project->items_of("dependencies"), {});
      groups(project->find("optional-dependencies"));
      read_dynamic(*project);
    }
    groups(document.find("dependency-groups"));
    groups(document.at("tool.pdm.dev-dependencies"));
    if (const toml::Node* uv = document.at("tool.uv")) {
      requirements(uv->items_of("dev-dependencies"), {"dev"});
    }
    if (const toml::Node* poetry = document.at("tool.poetry")) {
      read_poetry(*poetry);
    }
    if (const toml::Node* system = document.find("build-system")) {
      for (const toml::Node& item : system->items_of("requires")) {
        into_.skip(place(item), "build",
                   fmt::format("'{}' builds the project and is not installed with it", item.text));
      }
    }
  }

 private:
  [[nodiscard]] Location place(const toml::Node& node) const { return {.file = input_.file, .line = node.line}; }

  void groups(const toml::Node* table) {
    if (table == nullptr) {
      return;
    }
    for (const auto& [group, list] : table->members) {
      requirements(list.items, {group});
    }
  }

  void requirements(const std::vector<toml::Node>& items, const std::vector<std::string>& groups) {
    for (const toml::Node& item : items) {
      if (item.kind == toml::NodeKind::kTable) {
        // PEP 735: the entries of another group, which are read in their own place.
        into_.skip(place(item), "include",
                   fmt::format("the group '{}' is read on its own", item.text_of("include-group")));
        continue;
      }
      // PDM and uv write editable folders as pip's options do.
      const bool is_editable = item.text.starts_with("-e ");
      auto dependency = is_editable ? editable(item.text.substr(3)) : read_requirement(item.text);
      if (!dependency) {
        into_.fail(place(item), "invalid-entry", dependency.error().message);
        continue;
      }
      dependency->groups = groups;
      dependency->place = place(item);
      into_.dependencies.push_back(std::move(*dependency));
    }
  }

  static Result<Dependency> editable(std::string_view address) {
    Dependency dependency;
    set_address(dependency, address);
    if (dependency.name.empty()) {
      dependency.name = trim(address);
    }
    return dependency;
  }

  void read_dynamic(const toml::Node& project) {
    for (const toml::Node& item : project.items_of("dynamic")) {
      if (item.text == "dependencies" || item.text == "optional-dependencies") {
        into_.skip(place(item), "dynamic", fmt::format("{} are made when the project is built", item.text));
      }
    }
  }

  void read_poetry(const toml::Node& poetry) {
    poetry_table(poetry.find("dependencies"), {});
    poetry_table(poetry.find("dev-dependencies"), {"dev"});
    if (const toml::Node* groups = poetry.find("group")) {
      for (const auto& [name, group] : groups->members) {
        poetry_table(group.find("dependencies"), {name});
      }
    }
  }

  void poetry_table(const toml::Node* table, const std::vector<std::string>& groups) {
    if (table == nullptr) {
      return;
    }
    for (const auto& [name, value] : table->members) {
      if (name == "python") {
        into_.skip(place(value), "python", "the version of Python is not a package");
        continue;
      }
      // A package may have several constraints, for different Pythons.
      if (value.kind == toml::NodeKind::kArray) {
        for (const toml::Node& one : value.items) {
          poetry_entry(name, one, groups);
        }
      } else {
        poetry_entry(name, value, groups);
      }
    }
  }

  void poetry_entry(const std::string& name, const toml::Node& value, const std::vector<std::string>& groups) {
    Dependency dependency;
    dependency.name = name;
    dependency.groups = groups;
    dependency.place = place(value);
    dependency.is_optional = value.is_true("optional");
    dependency.extras = texts_of(value.items_of("extras"));
    const std::string version(value.kind == toml::NodeKind::kText ? value.text : value.text_of("version"));
    dependency.specifier = version;
    // A bare version is that version alone.
    const bool is_exact = version.starts_with("==") && version.find_first_of(",*|") == std::string::npos;
    const std::string bare = is_exact ? std::string(trim(version.substr(2))) : version;
    if (versions::Pep440::parse(bare)) {
      dependency.version = bare;
      dependency.kind = DependencyKind::kPinned;
    }
    for (const auto& [key, kind] : {std::pair{"git", DependencyKind::kGit},
                                    {"path", DependencyKind::kPath},
                                    {"file", DependencyKind::kPath},
                                    {"url", DependencyKind::kUrl}}) {
      if (const std::string_view url = value.text_of(key); !url.empty()) {
        dependency.url = url;
        dependency.kind = kind;
      }
    }
    into_.dependencies.push_back(std::move(dependency));
  }

  const ManifestInput& input_;
  Manifest& into_;
};

}  // namespace

void read_pyproject(const ManifestInput& input, Manifest& into) {
  if (const auto document = read_toml_or_fail(input, into)) {
    Reader(input, into).read(*document);
  }
}

}  // namespace ropewalk::scan
