// Pipfile: what a project asks for; Pipfile.lock says what came of it.
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/toml_lock.h"
#include "versions/specifier.h"

namespace ropewalk::scan {

void read_pipfile(const ManifestInput& input, Manifest& into) {
  const auto document = read_toml_or_fail(input, into);
  if (!document) {
    return;
  }
  for (const auto& [section, table] : document->members) {
    const bool is_packages =
        section != "source" && section != "requires" && section != "pipenv" && section != "scripts";
    if (!is_packages || table.kind != toml::NodeKind::kTable) {
      continue;
    }
    for (const auto& [name, value] : table.members) {
      Dependency dependency;
      dependency.name = name;
      dependency.groups = {section == "packages" ? "default" : section == "dev-packages" ? "develop" : section};
      dependency.place = {.file = input.file, .line = value.line};
      dependency.extras = texts_of(value.items_of("extras"));
      const std::string version(value.kind == toml::NodeKind::kText ? value.text : value.text_of("version"));
      dependency.specifier = version == "*" ? "" : version;
      if (const auto set = versions::SpecifierSet::parse(dependency.specifier); set && set->pinned()) {
        dependency.version = *set->pinned();
        dependency.kind = DependencyKind::kPinned;
      }
      for (const auto& [key, kind] :
           {std::pair{"git", DependencyKind::kGit}, {"path", DependencyKind::kPath}, {"file", DependencyKind::kUrl}}) {
        if (const std::string_view url = value.text_of(key); !url.empty()) {
          dependency.kind = kind;
          dependency.url = url;
        }
      }
      into.dependencies.push_back(std::move(dependency));
    }
  }
}

}  // namespace ropewalk::scan
