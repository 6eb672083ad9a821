// Conda: environment.yml, and what is installed in conda-meta/*.json. Its packages are not those of PyPI, and no
// advisories are about them; what such a file has pip install is looked up.
#include <fmt/format.h>

#include "base/strings.h"
#include "scan/dependencies/read/entries.h"
#include "scan/dependencies/read/json_lock.h"
#include "scan/dependencies/read/readers.h"
#include "scan/dependencies/read/yaml_values.h"

namespace ropewalk::scan {
namespace {

/// `channel::name=1.2.3=build`, `name>=1.0`, `name 1.2.*`.
Dependency read_spec(std::string_view spec) {
  Dependency dependency;
  dependency.ecosystem = "conda";
  if (const std::size_t channel = spec.find("::"); channel != std::string_view::npos) {
    dependency.url = spec.substr(0, channel);
    spec.remove_prefix(channel + 2);
  }
  const std::size_t end = std::min(spec.find_first_of(" =<>!~["), spec.size());
  dependency.name = spec.substr(0, end);
  dependency.specifier = trim(spec.substr(end));
  std::string_view version = dependency.specifier;
  const bool is_equal = version.starts_with('=');
  while (version.starts_with('=')) {
    version.remove_prefix(1);
  }
  // `=1.2` takes any 1.2.x, `==1.2` and `=1.2.3=build` one version.
  const std::size_t build = version.find('=');
  const bool is_exact = is_equal && (dependency.specifier.starts_with("==") || build != std::string_view::npos) &&
                        version.find_first_of("*,|<>") == std::string_view::npos;
  if (is_exact) {
    dependency.version = version.substr(0, build);
    dependency.kind = DependencyKind::kPinned;
  }
  return dependency;
}

}  // namespace

void read_conda_environment(const ManifestInput& input, Manifest& into) {
  const YamlFile file(input, into);
  file.each_item(file.find(file.root(), "dependencies"), [&](const yaml::Node& item) {
    if (item.kind == yaml::NodeKind::kMapping) {
      file.each_item(file.find(&item, "pip"), [&](const yaml::Node& requirement) {
        if (requirement.text.starts_with('-')) {
          into.skip(file.place(requirement), "option", fmt::format("option {}", requirement.text));
        } else {
          add_requirement(requirement.text, file.place(requirement), {"pip"}, into);
        }
      });
      return;
    }
    Dependency dependency = read_spec(item.text);
    dependency.place = file.place(item);
    into.dependencies.push_back(std::move(dependency));
  });
}

void read_conda_meta(const ManifestInput& input, Manifest& into) {
  const auto document = read_json_or_fail(input, into);
  if (!document) {
    return;
  }
  Dependency dependency;
  dependency.ecosystem = "conda";
  dependency.kind = DependencyKind::kPinned;
  dependency.name = string_member(*document, "name");
  dependency.version = string_member(*document, "version");
  dependency.license = string_member(*document, "license");
  dependency.place = {.file = input.file, .line = 1};
  if (dependency.name.empty() || dependency.version.empty()) {
    into.fail(dependency.place, "invalid-file", "the record has no name or no version");
    return;
  }
  into.dependencies.push_back(std::move(dependency));
}

}  // namespace ropewalk::scan
