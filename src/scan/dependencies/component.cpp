#include "scan/dependencies/component.h"

#include <array>
#include <utility>

#include "image/packages/purl.h"

namespace ropewalk::scan {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kTypes = {
    {{"pypi", "PyPI"}, {"npm", "npm"}, {"cargo", "crates.io"}, {"golang", "Go"}}};

}  // namespace

std::string_view ecosystem_of_purl(std::string_view type) {
  for (const auto& [known, ecosystem] : kTypes) {
    if (known == type) {
      return ecosystem;
    }
  }
  return type;
}

std::string purl_of(std::string_view ecosystem, std::string_view name, const std::string& version,
                    const std::string& from) {
  image::Purl purl;
  purl.type = ecosystem;
  for (const auto& [type, known] : kTypes) {
    if (known == ecosystem) {
      purl.type = type;
    }
  }
  // npm's scopes and Go's hosts are name spaces.
  const std::size_t slash = purl.type == "npm" || purl.type == "golang" ? name.rfind('/') : std::string_view::npos;
  purl.space = name.substr(0, slash == std::string_view::npos ? 0 : slash);
  purl.name = name.substr(slash == std::string_view::npos ? 0 : slash + 1);
  purl.version = version;
  if (!from.empty()) {
    purl.qualifiers.emplace_back(from.starts_with("git+") ? "vcs_url" : "download_url", from);
  }
  return image::to_text(purl);
}

Dependency component_dependency(const std::string& name, const std::string& version, const std::string& purl) {
  Dependency dependency;
  dependency.name = name;
  dependency.version = version;
  dependency.ecosystem = "generic";
  dependency.purl = purl;
  if (const auto parts = image::read_purl(purl)) {
    if (dependency.version.empty()) {
      dependency.version = parts->version;
    }
    dependency.ecosystem = ecosystem_of_purl(parts->type);
    if (dependency.ecosystem != parts->type || parts->type == "npm") {
      dependency.advisory_name = parts->space.empty() ? parts->name : parts->space + "/" + parts->name;
    }
  }
  dependency.kind = dependency.version.empty() ? DependencyKind::kRange : DependencyKind::kPinned;
  return dependency;
}

}  // namespace ropewalk::scan
