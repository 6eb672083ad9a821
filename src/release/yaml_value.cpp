#include <charconv>
#include <memory_resource>

#include "release/setting_files.h"
#include "yaml/document.h"

namespace ropewalk::release {
namespace {

json::value scalar(const yaml::Node& node) {
  if (node.style == yaml::ScalarStyle::kPlain) {
    if (node.text == "true" || node.text == "false") {
      return node.text == "true";
    }
    if (node.text.empty() || node.text == "null" || node.text == "~") {
      return nullptr;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(node.text.data(), node.text.data() + node.text.size(), number);
    if (error == std::errc() && end == node.text.data() + node.text.size()) {
      return number;
    }
  }
  return json::string(node.text);
}

/// Aliases are looked into no deeper than this, as they may nest.
constexpr int kMostDepth = 50;

json::value convert(const yaml::Document& document, const yaml::Node& written, int depth) {
  const yaml::Node& node = document.resolve(written);
  const auto index = static_cast<std::size_t>(&node - document.nodes.data());
  if (depth > kMostDepth) {
    return nullptr;
  }
  switch (node.kind) {
    case yaml::NodeKind::kSequence: {
      json::array array;
      for (std::size_t at = index + 1; at < node.next; at = document.nodes[at].next) {
        array.push_back(convert(document, document.nodes[at], depth + 1));
      }
      return array;
    }
    case yaml::NodeKind::kMapping: {
      json::object object;
      for (std::size_t at = index + 1; at < node.next;) {
        const yaml::Node& key = document.nodes[at];
        if (key.next >= node.next) {
          break;
        }
        object[key.text] = convert(document, document.nodes[key.next], depth + 1);
        at = document.nodes[key.next].next;
      }
      return object;
    }
    case yaml::NodeKind::kScalar:
    case yaml::NodeKind::kAlias: break;
  }
  return scalar(node);
}

}  // namespace

Result<json::value> read_yaml(const std::string& text, const std::string& name) {
  std::pmr::monotonic_buffer_resource memory;
  auto file = std::make_shared<SourceFile>(name, text);
  // Without anchors a small file cannot stand for a large value.
  const yaml::Document document = yaml::read_document(file, memory, {.allows_anchors = false});
  if (document.problem) {
    Error error = yaml::to_error(document);
    error.kind = ErrorKind::kUsage;
    return fail(std::move(error));
  }
  return convert(document, document.nodes.front(), 0);
}

}  // namespace ropewalk::release
