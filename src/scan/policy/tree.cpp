#include "scan/policy/tree.h"

namespace ropewalk::scan::policy {

bool Tree::has_folder(std::string_view folder) const {
  if (folder.empty() || folder == ".") {
    return true;
  }
  const std::string below = std::string(folder) + "/";
  const auto first = std::lower_bound(files.begin(), files.end(), below);
  return first != files.end() && first->starts_with(below);
}

}  // namespace ropewalk::scan::policy
