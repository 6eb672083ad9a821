// pyproject.toml: what a project asks for (PEP 621, PEP 735, and the tables of Poetry, PDM and uv). Ranges, mostly:
// which version comes of them is for a lock to say.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/strings.h"
#include "scan/advisories/advisory.h"
#include "scan/dependencies/read/include_requirements.h"
#include "scan/dependencies/read/poetry_marker.h"
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
      requirements(*project, "dependencies", {});
      groups(project->find("optional-dependencies"));
      read_dynamic(document, *project);
    }
    dependency_groups(document.find("dependency-groups"));
    groups(document.at("tool.pdm.dev-dependencies"));
    if (const toml::Node* uv = document.at("tool.uv")) {
      requirements(*uv, "dev-dependencies", {"dev"});
      skip_all(*uv, "constraint-dependencies", "constraint", "is a constraint: it installs nothing by itself");
      skip_all(*uv, "override-dependencies", "override",
               "goes over what others ask for: the lock says what came of it");
      skip_all(*uv, "build-constraint-dependencies", "build", "is a constraint of what builds packages");
    }
    if (const toml::Node* rye = document.at("tool.rye")) {
      requirements(*rye, "dev-dependencies", {"dev"});
    }
    read_hatch(document.at("tool.hatch.envs"));
    if (const toml::Node* flit = document.at("tool.flit.metadata")) {
      requirements(*flit, "requires", {});
      requirements(*flit, "dev-requires", {"dev"});
      groups(flit->find("requires-extra"));
    }
    if (const toml::Node* poetry = document.at("tool.poetry")) {
      read_poetry(*poetry);
    }
    if (const toml::Node* system = document.find("build-system")) {
      skip_all(*system, "requires", "build", "builds the project and is not installed with it");
    }
  }

 private:
  [[nodiscard]] Location place(const toml::Node& node) const { return {.file = input_.file, .line = node.line}; }

  void fail(const toml::Node& node, std::string message) {
    into_.fail(place(node), "invalid-entry", std::move(message));
  }

  void skip_all(const toml::Node& table, std::string_view key, std::string_view reason, std::string_view why) {
    for (const toml::Node& item : texts_or_fail(table, key, input_, into_)) {
      into_.skip(place(item), std::string(reason), fmt::format("'{}' {}", item.text, why));
    }
  }

  /// True for a table; what is there and is none is told.
  bool is_table(const toml::Node* node, std::string_view what) {
    if (node != nullptr && node->kind != toml::NodeKind::kTable) {
      fail(*node, fmt::format("{} is not a table", what));
    }
    return node != nullptr && node->kind == toml::NodeKind::kTable;
  }

  void groups(const toml::Node* table) {
    if (is_table(table, "a table of lists of requirements")) {
      for (const auto& [group, list] : table->members) {
        requirements(*table, group, {group});
      }
    }
  }

  void requirements(const toml::Node& table, std::string_view key, const std::vector<std::string>& groups) {
    for (const toml::Node& item : texts_or_fail(table, key, input_, into_)) {
      requirement(item, groups);
    }
  }

  void requirement(const toml::Node& item, const std::vector<std::string>& groups) {
    // PDM and uv write editable folders as pip's options do.
    const bool is_editable = item.text.starts_with("-e ");
    auto dependency = is_editable ? editable(item.text.substr(3)) : read_requirement(item.text);
    if (!dependency) {
      fail(item, dependency.error().message);
      return;
    }
    dependency->groups = groups;
    dependency->place = place(item);
    into_.dependencies.push_back(std::move(*dependency));
  }

  /// PEP 735: groups of requirements, which may take in each other by names that compare like those of packages.
  void dependency_groups(const toml::Node* table) {
    if (!is_table(table, "'dependency-groups'")) {
      return;
    }
    std::map<std::string, const toml::Node*> by_name;
    for (const auto& [group, list] : table->members) {
      if (!by_name.emplace(normal_python_name(group), &list).second) {
        fail(list, fmt::format("there is a second group '{}'", group));
      }
    }
    for (const auto& [group, list] : table->members) {
      if (list.kind != toml::NodeKind::kArray) {
        fail(list, fmt::format("the group '{}' is not a list", group));
        continue;
      }
      for (const toml::Node& item : list.items) {
        if (item.kind == toml::NodeKind::kText) {
          requirement(item, {group});
        } else {
          include(item, normal_python_name(group), by_name);
        }
      }
    }
  }

  void include(const toml::Node& item, const std::string& group,
               const std::map<std::string, const toml::Node*>& by_name) {
    const std::string_view wanted = item.text_of("include-group");
    if (item.kind != toml::NodeKind::kTable || wanted.empty() || item.members.size() != 1) {
      fail(item, "an entry of a group is a requirement or {include-group = \"name\"}");
    } else if (!by_name.contains(normal_python_name(wanted))) {
      fail(item, fmt::format("there is no group '{}'", wanted));
    } else if (leads_to(normal_python_name(wanted), group, by_name)) {
      fail(item, fmt::format("the group '{}' includes itself, through this entry", group));
    } else {
      into_.skip(place(item), "include", fmt::format("the group '{}' is read on its own", wanted));
    }
  }

  /// Whether a group takes in another one, by itself or through others.
  static bool leads_to(const std::string& from, const std::string& to,
                       const std::map<std::string, const toml::Node*>& by_name) {
    std::set<std::string> seen;
    std::vector<std::string> open = {from};
    while (!open.empty()) {
      const std::string group = std::move(open.back());
      open.pop_back();
      const auto found = by_name.find(group);
      if (found == by_name.end() || !seen.insert(group).second) {
        continue;
      }
      for (const toml::Node& item : found->second->items) {
        if (const std::string_view next = item.text_of("include-group"); !next.empty()) {
          open.push_back(normal_python_name(next));
        }
      }
    }
    return seen.contains(to);
  }

  void read_hatch(const toml::Node* environments) {
    if (!is_table(environments, "'tool.hatch.envs'")) {
      return;
    }
    for (const auto& [name, environment] : environments->members) {
      for (const std::string_view key : {"dependencies", "extra-dependencies"}) {
        for (const toml::Node& item : texts_or_fail(environment, key, input_, into_)) {
          if (item.text.find('{') != std::string::npos) {
            into_.skip(place(item), "variable",
                       fmt::format("'{}' has a variable, whose value is not known here", item.text));
          } else {
            requirement(item, {name});
          }
        }
      }
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

  /// What a build makes of it. Setuptools may read it from files of requirements.
  void read_dynamic(const toml::Node& document, const toml::Node& project) {
    const toml::Node* files = document.at("tool.setuptools.dynamic");
    for (const toml::Node& item : texts_or_fail(project, "dynamic", input_, into_)) {
      const toml::Node* named = files == nullptr ? nullptr : files->find(item.text);
      if (item.text == "dependencies" && named != nullptr && named->find("file") != nullptr) {
        include_files(*named, {});
      } else if (item.text == "optional-dependencies" && is_table(named, "a table of groups")) {
        for (const auto& [group, one] : named->members) {
          include_files(one, {group});
        }
      } else if (item.text == "dependencies" || item.text == "optional-dependencies") {
        into_.skip(place(item), "dynamic", fmt::format("{} are made when the project is built", item.text));
      }
    }
  }

  void include_files(const toml::Node& table, const std::vector<std::string>& groups) {
    const toml::Node* file = table.find("file");
    const bool is_one = file != nullptr && file->kind == toml::NodeKind::kText;
    for (const toml::Node& name : is_one ? std::vector{*file} : texts_or_fail(table, "file", input_, into_)) {
      if (!include_requirements(relative_to(input_.file, name.text), place(name), Role::kRequirements, groups, input_,
                                into_)) {
        into_.fail(place(name), "unreadable", fmt::format("{}: there is no such file", name.text));
      }
    }
  }

  void read_poetry(const toml::Node& poetry) {
    poetry_table(poetry.find("dependencies"), {});
    poetry_table(poetry.find("dev-dependencies"), {"dev"});
    if (const toml::Node* groups = poetry.find("group"); is_table(groups, "'tool.poetry.group'")) {
      for (const auto& [name, group] : groups->members) {
        poetry_table(group.find("dependencies"), {name});
      }
    }
  }

  void poetry_table(const toml::Node* table, const std::vector<std::string>& groups) {
    if (!is_table(table, "a table of dependencies")) {
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
    if (value.kind != toml::NodeKind::kText && value.kind != toml::NodeKind::kTable) {
      return fail(value, fmt::format("the constraint of '{}' is neither a text nor a table", name));
    }
    const std::string version(value.kind == toml::NodeKind::kText ? value.text : value.text_of("version"));
    dependency.specifier = version;
    // A bare version is that version alone, and so is one behind `=` or `==`.
    const bool is_exact = version.starts_with('=') && version.find_first_of(",*|") == std::string::npos;
    const std::string bare =
        is_exact ? std::string(trim(version.substr(std::min(version.find_first_not_of('='), version.size()))))
                 : version;
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
        if (std::string wheel = read_wheel_name(url).version; !wheel.empty()) {
          dependency.version = std::move(wheel);
        }
      }
    }
    dependency.marker = poetry_marker(value);
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
