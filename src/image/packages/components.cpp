#include "image/packages/components.h"

#include <fmt/format.h>

#include "base/source.h"
#include "image/packages/databases.h"
#include "image/packages/purl.h"
#include "image/sbom/read_bom.h"

namespace ropewalk::image {
namespace {

void add(const std::vector<Component>& components, const InstalledPackage& like, Inventory& inventory) {
  for (const Component& component : components) {
    const auto purl = read_purl(component.purl);
    const bool is_python = purl && purl->type == "pypi";
    const std::string& name = is_python ? purl->name : component.name;
    if (!is_python || normal_python_name(name) != normal_python_name(like.vendored_by)) {
      InstalledPackage package = like;
      package.kind = is_python ? PackageKind::kPython : PackageKind::kComponent;
      package.name = name;
      package.version = component.version.empty() && purl ? purl->version : component.version;
      package.purl = component.purl;
      package.licenses = component.licenses;
      package.component_type = component.type;
      inventory.packages.push_back(std::move(package));
    }
    add(component.parts, like, inventory);
  }
}

}  // namespace

std::string_view sbom_folder(std::string_view path) {
  constexpr std::string_view kFolder = ".dist-info/sboms/";
  const std::size_t at = path.find(kFolder);
  return at == std::string_view::npos ? std::string_view() : path.substr(0, at + kFolder.find('/'));
}

void add_components(const std::string& path, const TreeNode& node, const std::string& carrier, const std::string& owner,
                    Inventory& inventory) {
  const std::string* text = text_of(node, inventory);
  if (text == nullptr) {
    return;
  }
  const ReadBom read = read_bom(std::make_shared<const SourceFile>(path, *text));
  if (!read.errors.empty()) {
    inventory.gaps.push_back(
        {FaultKind::kUnsupported,
         fmt::format("the bill of materials of {} cannot be read: {}", carrier, read.errors.front().message),
         node.layer, path});
    return;
  }
  InstalledPackage like;
  like.path = path;
  like.layer = node.layer;
  like.introduced = introduced_in(node, [&](const std::string& earlier) { return earlier == *text; });
  like.vendored_by = carrier;
  like.owned_by = owner;
  add(read.bom.components, like, inventory);
}

}  // namespace ropewalk::image
