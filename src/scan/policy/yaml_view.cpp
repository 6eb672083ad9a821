#include "scan/policy/yaml_view.h"

namespace ropewalk::scan::policy {

bool is_null(const yaml::Node& node) {
  return node.kind == yaml::NodeKind::kScalar && node.style == yaml::ScalarStyle::kPlain &&
         (node.text.empty() || node.text == "~" || node.text == "null" || node.text == "Null" || node.text == "NULL");
}

const yaml::Node* YamlView::root() const {
  return document_.nodes.empty() ? nullptr : &document_.resolve(document_.nodes.front());
}

std::vector<YamlEntry> YamlView::entries(const yaml::Node& mapping) const {
  std::vector<YamlEntry> found;
  if (mapping.kind != yaml::NodeKind::kMapping) {
    return found;
  }
  const auto start = static_cast<std::size_t>(&mapping - document_.nodes.data());
  for (std::size_t at = start + 1; at < mapping.next;) {
    const yaml::Node& key = document_.nodes[at];
    if (key.next >= mapping.next) {
      break;  // the file breaks off here
    }
    const yaml::Node& value = document_.nodes[key.next];
    found.push_back({&key, &document_.resolve(value)});
    at = value.next;
  }
  return found;
}

std::vector<const yaml::Node*> YamlView::items(const yaml::Node& sequence) const {
  std::vector<const yaml::Node*> found;
  if (sequence.kind != yaml::NodeKind::kSequence) {
    return found;
  }
  const auto start = static_cast<std::size_t>(&sequence - document_.nodes.data());
  for (std::size_t at = start + 1; at < sequence.next; at = document_.nodes[at].next) {
    found.push_back(&document_.resolve(document_.nodes[at]));
  }
  return found;
}

const yaml::Node* YamlView::find(const yaml::Node& mapping, std::string_view key) const {
  for (const YamlEntry& entry : entries(mapping)) {
    if (entry.key->kind == yaml::NodeKind::kScalar && entry.key->text == key) {
      return entry.value;
    }
  }
  return nullptr;
}

std::optional<std::string> YamlView::text(const yaml::Node& mapping, std::string_view key) const {
  const yaml::Node* value = find(mapping, key);
  return value != nullptr && value->kind == yaml::NodeKind::kScalar ? std::optional(std::string(value->text))
                                                                    : std::nullopt;
}

Location YamlView::place(const yaml::Node& node) const {
  const LineColumn begin = document_.file->locate(node.span.begin);
  Location place{document_.file->name(), static_cast<int>(begin.line), static_cast<int>(begin.column),
                 static_cast<int>(begin.line), static_cast<int>(begin.column)};
  if (node.kind == yaml::NodeKind::kScalar) {
    const LineColumn end = document_.file->locate(node.span.end);
    place.end_line = static_cast<int>(end.line);
    place.end_column = static_cast<int>(end.column);
  }
  return place;
}

}  // namespace ropewalk::scan::policy
