#include "scan/dependencies/dependency.h"

#include <filesystem>

namespace ropewalk::scan {

std::string_view name(DependencyKind kind) {
  switch (kind) {
    case DependencyKind::kPinned: return "pinned";
    case DependencyKind::kRange: return "range";
    case DependencyKind::kUrl: return "url";
    case DependencyKind::kPath: return "path";
    case DependencyKind::kGit: return "git";
  }
  return "";
}

void Manifest::skip(Location place, std::string reason, std::string message) {
  skipped.push_back({std::move(place), std::move(reason), std::move(message)});
}

void Manifest::fail(Location place, std::string reason, std::string message) {
  trouble.push_back({std::move(place), std::move(reason), std::move(message), {}});
}

std::string relative_to(std::string_view file, std::string_view name) {
  const std::filesystem::path path(name);
  return (path.is_absolute() ? path : std::filesystem::path(file).parent_path() / path)
      .lexically_normal()
      .generic_string();
}

}  // namespace ropewalk::scan
