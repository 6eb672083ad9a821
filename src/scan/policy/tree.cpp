#include "scan/policy/tree.h"

#include "base/strings.h"

namespace ropewalk::scan::policy {

bool Tree::has_folder(std::string_view folder) const {
  if (folder.empty() || folder == ".") {
    return true;
  }
  const std::string below = std::string(folder) + "/";
  const auto first = std::lower_bound(files.begin(), files.end(), below);
  return first != files.end() && first->starts_with(below);
}

bool is_environment_file(std::string_view path) {
  const std::string name = to_lower(path.substr(path.rfind('/') + 1));
  return name == ".env" || (name.starts_with(".env.") && !name.ends_with(".example") && !name.ends_with(".sample") &&
                            !name.ends_with(".template") && !name.ends_with(".dist") && !name.ends_with(".test"));
}

}  // namespace ropewalk::scan::policy
