#include "workflow/written_name.h"

#include <memory_resource>

#include "yaml/document.h"

namespace ropewalk::workflow {

std::optional<std::string> written_name(const SourceFilePtr& file) {
  std::pmr::monotonic_buffer_resource memory;
  const yaml::Document document = yaml::read_document(file, memory);
  if (document.nodes.empty() || document.nodes.front().kind != yaml::NodeKind::kMapping) {
    return std::nullopt;
  }
  const std::vector<yaml::Node>& nodes = document.nodes;
  for (std::size_t key = 1; key < nodes.size();) {
    const std::size_t value = nodes[key].next;
    if (value >= nodes.size()) {
      break;
    }
    const yaml::Node& named = document.resolve(nodes[value]);
    if (nodes[key].kind == yaml::NodeKind::kScalar && nodes[key].text == "name" &&
        named.kind == yaml::NodeKind::kScalar && !named.text.empty()) {
      return std::string(named.text);
    }
    key = nodes[value].next;
  }
  return std::nullopt;
}

}  // namespace ropewalk::workflow
