#include "scan/dependencies/dependency.h"

#include <algorithm>
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
  skipped.push_back({std::move(place), std::move(reason), without_credentials(message)});
}

void Manifest::fail(Location place, std::string reason, std::string message) {
  trouble.push_back({std::move(place), std::move(reason), without_credentials(message), {}});
}

std::string without_credentials(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t scheme = text.find("://");
    if (scheme == std::string_view::npos) {
      return out + std::string(text);
    }
    out += text.substr(0, scheme + 3);
    text.remove_prefix(scheme + 3);
    const std::size_t end = std::min(text.find_first_of("/ \t\r\n'\"?#"), text.size());
    const std::size_t at = text.substr(0, end).rfind('@');
    if (at != std::string_view::npos) {
      out += "***@";
      text.remove_prefix(at + 1);
    }
  }
}

std::string relative_to(std::string_view file, std::string_view name) {
  const std::filesystem::path path(name);
  return (path.is_absolute() ? path : std::filesystem::path(file).parent_path() / path)
      .lexically_normal()
      .generic_string();
}

}  // namespace ropewalk::scan
