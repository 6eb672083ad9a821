// What is installed: METADATA of a `.dist-info` folder, PKG-INFO of an `.egg-info` one.
#include <fmt/format.h>

#include "base/json.h"
#include "base/strings.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

/// `License :: OSI Approved :: MIT License` → `MIT License`.
std::string last_part(std::string_view classifier) {
  const std::size_t colon = classifier.rfind("::");
  return std::string(trim(colon == std::string_view::npos ? classifier : classifier.substr(colon + 2)));
}

/// A distribution that did not come from an index says so beside its metadata (PEP 610).
void add_origin(const ManifestInput& input, Dependency& dependency) {
  const auto text = input.read_file(relative_to(input.file, "direct_url.json"));
  const auto value = text ? parse_json(*text, "direct_url.json") : Result<json::value>(json::value());
  const json::object* object = value ? value->if_object() : nullptr;
  if (object == nullptr) {
    return;
  }
  dependency.url = string_member(*object, "url");
  dependency.kind = object->contains("vcs_info")   ? DependencyKind::kGit
                    : object->contains("dir_info") ? DependencyKind::kPath
                                                   : DependencyKind::kUrl;
}

}  // namespace

void read_metadata(const ManifestInput& input, Manifest& into) {
  Dependency dependency;
  std::string free_license;
  std::string classified;
  int number = 0;
  for (const std::string_view line : split_lines(input.text)) {
    ++number;
    if (line.empty()) {
      break;  // the description follows
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || line.front() == ' ' || line.front() == '\t') {
      continue;
    }
    const std::string key = to_lower(line.substr(0, colon));
    const std::string_view value = trim(line.substr(colon + 1));
    if (key == "name") {
      dependency.name = value;
      dependency.place.line = number;
    } else if (key == "version") {
      dependency.version = value;
    } else if (key == "license-expression") {
      dependency.license = value;
    } else if (key == "license") {
      free_license = value;
    } else if (key == "classifier" && value.starts_with("License ::")) {
      classified = last_part(value);
    }
  }
  dependency.place.file = input.file;
  if (dependency.name.empty() || dependency.version.empty()) {
    into.fail(dependency.place, "invalid-file", "the metadata has no name or no version");
    return;
  }
  if (dependency.license.empty()) {
    dependency.license = classified.empty() ? free_license : classified;
  }
  dependency.kind = DependencyKind::kPinned;
  add_origin(input, dependency);
  into.dependencies.push_back(std::move(dependency));
}

}  // namespace ropewalk::scan
