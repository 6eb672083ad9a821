// The distributions' own databases in a tree: dpkg, apk, rpm.
#pragma once

#include <map>
#include <string>

#include "image/oci/tree.h"
#include "image/packages/package.h"

namespace ropewalk::image {

/// Paths of Python metadata (real ones) to the distribution's package that has them.
using Owners = std::map<std::string, std::string>;

void find_deb_packages(const Tree& tree, Inventory& inventory, Owners& owners);
void find_apk_packages(const Tree& tree, Inventory& inventory, Owners& owners);
void find_rpm_packages(const Tree& tree, Inventory& inventory, Owners& owners);

/// The content of a file that says what is installed; null when it has none that can be read. What was not kept is
/// noted as unread, earlier forms of it, too.
[[nodiscard]] const std::string* text_of(const TreeNode& node, Inventory& inventory);

/// The earliest layer from which on `has` holds for each form of a file without a gap; the file's own layer at least.
template <class Has>
[[nodiscard]] int introduced_in(const TreeNode& node, const Has& has) {
  int introduced = node.layer;
  for (const auto& [layer, entry] : node.before) {
    if (!entry->has_content || !has(entry->content)) {
      break;
    }
    introduced = layer;
  }
  return introduced;
}

}  // namespace ropewalk::image
