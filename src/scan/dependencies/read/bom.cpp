// Bills of materials: CycloneDX and SPDX in JSON.
#include "base/strings.h"
#include "image/sbom/read_bom.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

/// `%40` is `@`.
std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto digit = [](char c) {
      return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
    };
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// What a package URL says of ecosystem, name and version (https://github.com/package-url/purl-spec).
void set_by_purl(std::string_view purl, Dependency& dependency) {
  if (!purl.starts_with("pkg:")) {
    return;
  }
  purl.remove_prefix(4);
  while (purl.starts_with('/')) {
    purl.remove_prefix(1);
  }
  const std::string qualifiers(purl.find('?') == std::string_view::npos ? "" : purl.substr(purl.find('?') + 1));
  purl = purl.substr(0, purl.find_first_of("?#"));
  const std::size_t slash = purl.find('/');
  if (slash == std::string_view::npos) {
    return;
  }
  const std::string type = to_lower(purl.substr(0, slash));
  std::string_view rest = purl.substr(slash + 1);
  const std::size_t at = rest.rfind('@');
  if (at != std::string_view::npos && at > 0) {
    if (dependency.version.empty()) {
      dependency.version = unescaped(rest.substr(at + 1));
    }
    rest = rest.substr(0, at);
  }
  const std::string name = unescaped(rest);
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {"pypi", "PyPI"}, {"npm", "npm"}, {"cargo", "crates.io"}, {"golang", "Go"}};
  dependency.ecosystem = type;
  for (const auto& [known, ecosystem] : kTypes) {
    if (known == type) {
      dependency.ecosystem = ecosystem;
      dependency.advisory_name = name;
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
