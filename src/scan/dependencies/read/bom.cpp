// Bills of materials: CycloneDX and SPDX in JSON.
#include <fmt/format.h>

#include "base/strings.h"
#include "image/packages/purl.h"
#include "image/sbom/read_bom.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

/// What a package URL says of ecosystem, name and version.
void set_by_purl(std::string_view text, Dependency& dependency) {
  const auto purl = image::read_purl(text);
  if (!purl) {
    return;
  }
  if (dependency.version.empty()) {
    dependency.version = purl->version;
  }
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {"pypi", "PyPI"}, {"npm", "npm"}, {"cargo", "crates.io"}, {"golang", "Go"}};
  dependency.ecosystem = purl->type;
  for (const auto& [known, ecosystem] : kTypes) {
    if (known == purl->type) {
      dependency.ecosystem = ecosystem;
      dependency.advisory_name = purl->space.empty() ? purl->name : purl->space + "/" + purl->name;
    }
  }
}

void add(const image::Component& component, const ManifestInput& input, Manifest& into) {
  Dependency dependency;
  dependency.name = component.name;
  dependency.version = component.version;
  dependency.ecosystem = "generic";
  dependency.component_type = component.type;
  dependency.group = component.group;
  dependency.purl = component.purl;
  set_by_purl(component.purl, dependency);
  if (!component.purl.empty() && !image::read_purl(component.purl)) {
    into.fail({.file = input.file, .line = component.line}, "invalid-entry",
              fmt::format("'{}' of {} is not a package URL", component.purl, component.name));
  }
  dependency.kind = dependency.version.empty() ? DependencyKind::kRange : DependencyKind::kPinned;
  dependency.license = join(component.licenses, " AND ");
  dependency.place = {.file = input.file, .line = component.line};
  into.dependencies.push_back(std::move(dependency));
  for (const image::Component& part : component.parts) {
    add(part, input, into);
  }
}

}  // namespace

void read_bom(const ManifestInput& input, Manifest& into) {
  const auto file = std::make_shared<const SourceFile>(input.file, std::string(input.text));
  const image::ReadBom read = image::read_bom(file);
  for (const Error& error : read.errors) {
    Location place{.file = input.file, .line = 1};
    if (error.place.has_place()) {
      const LineColumn at = error.place.file->locate(error.place.span.begin);
      place.line = static_cast<int>(at.line);
      place.column = static_cast<int>(at.column);
    }
    into.fail(place, "invalid-file", error.message);
  }
  for (const image::Component& component : read.bom.components) {
    add(component, input, into);
  }
}

}  // namespace ropewalk::scan
