#include "scan/dependencies/read/yaml_values.h"

namespace ropewalk::scan {

YamlFile::YamlFile(const ManifestInput& input, Manifest& into)
    : file_(std::make_shared<const SourceFile>(input.file, std::string(input.text))),
      document_(yaml::read_document(file_, memory_)) {
  if (document_.problem && document_.problem->kind != yaml::ProblemKind::kEmpty) {
    const LineColumn at = file_->locate(document_.problem->span.begin);
    into.fail({.file = input.file, .line = static_cast<int>(at.line), .column = static_cast<int>(at.column)},
              "invalid-file", document_.problem->message);
    document_.nodes.clear();
  }
}

const yaml::Node* YamlFile::root() const {
  return document_.nodes.empty() ? nullptr : &document_.resolve(document_.nodes.front());
}

void YamlFile::each_member(const yaml::Node* mapping,
                           const std::function<void(const yaml::Node&, const yaml::Node&)>& visit) const {
  if (mapping == nullptr || mapping->kind != yaml::NodeKind::kMapping) {
    return;
  }
  const auto index = static_cast<std::size_t>(mapping - document_.nodes.data());
  for (std::size_t key = index + 1; key < mapping->next;) {
    const std::size_t value = document_.nodes[key].next;
    if (value >= mapping->next) {
      return;
    }
    visit(document_.resolve(document_.nodes[key]), document_.resolve(document_.nodes[value]));
    key = document_.nodes[value].next;
  }
}

void YamlFile::each_item(const yaml::Node* sequence, const std::function<void(const yaml::Node&)>& visit) const {
  if (sequence == nullptr || sequence->kind != yaml::NodeKind::kSequence) {
    return;
  }
  const auto index = static_cast<std::size_t>(sequence - document_.nodes.data());
  for (std::size_t item = index + 1; item < sequence->next; item = document_.nodes[item].next) {
    visit(document_.resolve(document_.nodes[item]));
  }
}

const yaml::Node* YamlFile::find(const yaml::Node* mapping, std::string_view key) const {
  const yaml::Node* found = nullptr;
  each_member(mapping,
              [&](const yaml::Node& name, const yaml::Node& value) { found = name.text == key ? &value : found; });
  return found;
}

std::string_view YamlFile::text(const yaml::Node* mapping, std::string_view key) const {
  const yaml::Node* value = find(mapping, key);
  return value != nullptr && value->kind == yaml::NodeKind::kScalar ? value->text : std::string_view();
}

Location YamlFile::place(const yaml::Node& node) const {
  const LineColumn at = file_->locate(node.span.begin);
  return {.file = file_->name(), .line = static_cast<int>(at.line), .column = static_cast<int>(at.column)};
}

}  // namespace ropewalk::scan
