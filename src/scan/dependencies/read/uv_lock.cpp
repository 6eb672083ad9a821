// uv.lock. Its packages name each other; which group a package is in follows from the projects of the workspace: what
// they reach through an extra or a development group alone belongs to that.
#include <deque>
#include <map>
#include <set>

#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/toml_lock.h"

namespace ropewalk::scan {
namespace {

void set_source(const toml::Node& source, Dependency& dependency) {
  static constexpr std::string_view kLocal[] = {"path", "editable", "virtual", "directory"};
  if (const std::string_view git = source.text_of("git"); !git.empty()) {
    dependency.kind = DependencyKind::kGit;
    dependency.url = git;
    return;
  }
  if (const std::string_view url = source.text_of("url"); !url.empty()) {
    dependency.kind = DependencyKind::kUrl;
    dependency.url = url;
    return;
  }
  for (const std::string_view key : kLocal) {
    if (const toml::Node* path = source.find(key)) {
      dependency.kind = DependencyKind::kPath;
      dependency.url = path->text;
      return;
    }
  }
  if (const std::string_view registry = source.text_of("registry"); registry != "https://pypi.org/simple") {
    dependency.url = registry;
  }
}

bool is_project(const toml::Node& package) {
  const toml::Node* source = package.find("source");
  return source != nullptr && (source->find("editable") != nullptr || source->find("virtual") != nullptr);
}

/// All that is reached from a list of dependencies, into `groups` under the name.
class Reach {
 public:
  explicit Reach(const std::vector<const toml::Node*>& packages) {
    for (const toml::Node* package : packages) {
      by_name_.emplace(package->text_of("name"), package);
    }
  }

  void from(const std::vector<toml::Node>& dependencies, const std::string& group) {
    std::deque<std::string_view> open;
    for (const toml::Node& dependency : dependencies) {
      open.push_back(dependency.text_of("name"));
    }
    while (!open.empty()) {
      const std::string_view name = open.front();
      open.pop_front();
      if (!groups_[name].insert(group).second) {
        continue;
      }
      const auto [begin, end] = by_name_.equal_range(name);
      for (auto package = begin; package != end; ++package) {
        for (const toml::Node& next : package->second->items_of("dependencies")) {
          open.push_back(next.text_of("name"));
        }
        // Extras of what is needed are needed with it: which of them is not told apart.
        if (const toml::Node* extras = package->second->find("optional-dependencies"); extras != nullptr) {
          for (const auto& [extra, list] : extras->members) {
            for (const toml::Node& next : list.items) {
              open.push_back(next.text_of("name"));
            }
          }
        }
      }
    }
  }

  /// Nothing for what the projects need always.
  [[nodiscard]] std::vector<std::string> groups_of(std::string_view name) const {
    const auto found = groups_.find(name);
    if (found == groups_.end() || found->second.contains("")) {
      return {};
    }
    return {found->second.begin(), found->second.end()};
  }

 private:
  std::multimap<std::string_view, const toml::Node*> by_name_;
  std::map<std::string_view, std::set<std::string>> groups_;
};

void walk_project(const toml::Node& project, Reach& reach) {
  reach.from(project.items_of("dependencies"), "");
  for (const std::string_view kind : {"optional-dependencies", "dev-dependencies"}) {
    if (const toml::Node* groups = project.find(kind)) {
      for (const auto& [group, list] : groups->members) {
        reach.from(list.items, group);
      }
    }
  }
}

}  // namespace

void read_uv_lock(const ManifestInput& input, Manifest& into) {
  const auto document = read_toml_or_fail(input, into);
  if (!document) {
    return;
  }
  const auto packages = locked_packages(*document, {"version", 1}, input, into);
  Reach reach(packages);
  for (const toml::Node* package : packages) {
    if (is_project(*package)) {
      walk_project(*package, reach);
    }
  }
  for (const toml::Node* entry : packages) {
    const toml::Node& package = *entry;
    auto dependency = read_locked_package(package, input, into);
    if (!dependency) {
      continue;
    }
    if (const toml::Node* source = package.find("source")) {
      set_source(*source, *dependency);
    }
    dependency->groups = reach.groups_of(dependency->name);
    add_file_hashes(package.items_of("wheels"), *dependency);
    if (const toml::Node* sdist = package.find("sdist")) {
      add_file_hashes({*sdist}, *dependency);
    }
    into.dependencies.push_back(std::move(*dependency));
  }
}

}  // namespace ropewalk::scan
