// Bills of materials: CycloneDX and SPDX in JSON.
#include <fmt/format.h>

#include "base/strings.h"
#include "image/packages/purl.h"
#include "image/sbom/read_bom.h"
#include "scan/dependencies/component.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

void add(const image::Component& component, const ManifestInput& input, Manifest& into) {
  Dependency dependency = component_dependency(component.name, component.version, component.purl);
  dependency.component_type = component.type;
  dependency.group = component.group;
  if (!component.purl.empty() && !image::read_purl(component.purl)) {
    into.fail({.file = input.file, .line = component.line}, "invalid-entry",
              fmt::format("'{}' of {} is not a package URL", component.purl, component.name));
  }
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
