// Conda: environment.yml, and what is installed in conda-meta/*.json. Its packages are not those of PyPI, and no
// advisories are about them; what such a file has pip install is looked up.
#include <fmt/format.h>

#include "base/strings.h"
#include "scan/dependencies/read/include_requirements.h"
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
  const std::size_t troubles = into.trouble.size();
  const YamlFile file(input, into);
  const auto fail = [&](const yaml::Node& node, std::string message) {
    into.fail(file.place(node), "invalid-entry", std::move(message));
  };
  const yaml::Node* dependencies = file.find(file.root(), "dependencies");
  if (dependencies == nullptr) {
    if (into.trouble.size() == troubles) {
      into.skip({.file = input.file, .line = 1}, "no-dependencies", "the file has no list of dependencies");
    }
    return;
  }
  if (dependencies->kind != yaml::NodeKind::kSequence) {
    return fail(*dependencies, "'dependencies' is not a list");
  }
  // What stands below `pip` is a file of requirements, line by line.
  std::vector<RequirementLine> lines;
  const auto add_pip = [&](const yaml::Node& requirements) {
    const bool is_empty = requirements.kind == yaml::NodeKind::kScalar && requirements.text.empty();
    if (requirements.kind != yaml::NodeKind::kSequence && !is_empty) {
      return fail(requirements, "'pip' is not a list");
    }
    file.each_item(&requirements, [&](const yaml::Node& requirement) {
      if (requirement.kind != yaml::NodeKind::kScalar) {
        return fail(requirement, "a requirement is not a text");
      }
      for (const RequirementLine& line : read_requirement_lines(requirement.text)) {
        lines.push_back({file.place(requirement).line + line.line - 1, line.text});
      }
    });
  };
  file.each_item(dependencies, [&](const yaml::Node& item) {
    if (item.kind == yaml::NodeKind::kMapping) {
      file.each_member(&item, [&](const yaml::Node& installer, const yaml::Node& packages) {
        if (installer.text == "pip") {
          add_pip(packages);
        } else {
          fail(installer, fmt::format("'{}' is no way that conda installs packages in", installer.text));
        }
      });
      return;
    }
    Dependency dependency = read_spec(item.kind == yaml::NodeKind::kScalar ? trim(item.text) : std::string_view());
    if (dependency.name.empty()) {
      return fail(item, "an entry is not a package");
    }
    dependency.place = file.place(item);
    into.dependencies.push_back(std::move(dependency));
  });
  add_requirement_lines(lines, {"pip"}, input, into);
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
