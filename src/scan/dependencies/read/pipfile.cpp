// Pipfile: what a project asks for; Pipfile.lock says what came of it.
#include <fmt/format.h>

#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/toml_lock.h"
#include "scan/dependencies/requirement.h"
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
    if (!is_packages) {
      continue;
    }
    if (table.kind != toml::NodeKind::kTable) {
      into.fail({.file = input.file, .line = table.line}, "invalid-entry",
                fmt::format("'{}' is not a section of packages", section));
      continue;
    }
    for (const auto& [name, value] : table.members) {
      if (value.kind != toml::NodeKind::kText && value.kind != toml::NodeKind::kTable) {
        into.fail({.file = input.file, .line = value.line}, "invalid-entry",
                  fmt::format("'{}' is neither a text nor a table", name));
        continue;
      }
      Dependency dependency;
      dependency.name = name;
      dependency.groups = {section == "packages" ? "default" : section == "dev-packages" ? "develop" : section};
      dependency.place = {.file = input.file, .line = value.line};
      dependency.extras = texts_of(value.items_of("extras"));
      const std::string version(value.kind == toml::NodeKind::kText ? value.text : value.text_of("version"));
      dependency.marker = value.text_of("markers");
      dependency.specifier = version == "*" ? "" : version;
      if (const auto set = versions::SpecifierSet::parse(dependency.specifier); set && set->pinned()) {
        dependency.version = *set->pinned();
        dependency.kind = DependencyKind::kPinned;
      }
      for (const auto& [key, kind] :
           {std::pair{"git", DependencyKind::kGit}, {"path", DependencyKind::kPath}, {"file", DependencyKind::kUrl}}) {
        if (const std::string_view url = value.text_of(key); !url.empty()) {
          const bool is_local = kind == DependencyKind::kUrl && url.find("://") == std::string_view::npos;
          dependency.kind = is_local ? DependencyKind::kPath : kind;
          dependency.url = url;
          if (std::string wheel = read_wheel_name(url).version; !wheel.empty()) {
            dependency.version = std::move(wheel);
          }
        }
      }
      into.dependencies.push_back(std::move(dependency));
    }
  }
}

}  // namespace ropewalk::scan
