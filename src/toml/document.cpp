#include "toml/document.h"

#define TOML_EXCEPTIONS 0
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace ropewalk::toml {
namespace {

Node convert(const ::toml::node& from) {
  Node node;
  node.line = static_cast<int>(from.source().begin.line);
  node.column = static_cast<int>(from.source().begin.column);
  switch (from.type()) {
    case ::toml::node_type::table:
      for (const auto& [key, value] : *from.as_table()) {
        node.members.emplace_back(std::string(key.str()), convert(value));
      }
      break;
    case ::toml::node_type::array:
      node.kind = NodeKind::kArray;
      for (const auto& item : *from.as_array()) {
        node.items.push_back(convert(item));
      }
      break;
    case ::toml::node_type::string:
      node.kind = NodeKind::kText;
      node.text = from.as_string()->get();
      break;
    case ::toml::node_type::boolean:
      node.kind = NodeKind::kBoolean;
      node.text = from.as_boolean()->get() ? "true" : "false";
      break;
    case ::toml::node_type::integer:
      node.kind = NodeKind::kNumber;
      node.text = std::to_string(from.as_integer()->get());
      break;
    case ::toml::node_type::floating_point:
    case ::toml::node_type::date:
    case ::toml::node_type::time:
    case ::toml::node_type::date_time: {
      node.kind = from.is_floating_point() ? NodeKind::kNumber : NodeKind::kDate;
      std::ostringstream out;
      from.visit([&](const auto& value) { out << value; });
      node.text = out.str();
      break;
    }
    case ::toml::node_type::none: break;
  }
  return node;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const auto& pair) { return pair.first == key; });
  return found == members.end() ? nullptr : &found->second;
}

const Node* Node::at(std::string_view path) const {
  const Node* node = this;
  while (node != nullptr) {
    const std::size_t dot = path.find('.');
    node = node->find(path.substr(0, dot));
    if (dot == std::string_view::npos) {
      break;
    }
    path.remove_prefix(dot + 1);
  }
  return node;
}

std::string_view Node::text_of(std::string_view key) const {
  const Node* node = find(key);
  return node != nullptr && node->kind == NodeKind::kText ? std::string_view(node->text) : std::string_view();
}

bool Node::is_true(std::string_view key) const {
  const Node* node = find(key);
  return node != nullptr && node->kind == NodeKind::kBoolean && node->text == "true";
}

const std::vector<Node>& Node::items_of(std::string_view key) const {
  static const std::vector<Node> kNone;
  const Node* node = find(key);
  return node != nullptr ? node->items : kNone;
}

tl::expected<Node, Problem> read_document(std::string_view text) {
  const ::toml::parse_result parsed = ::toml::parse(text);
  if (!parsed) {
    const ::toml::parse_error& error = parsed.error();
    return tl::unexpected(Problem{static_cast<int>(error.source().begin.line),
                                  static_cast<int>(error.source().begin.column), std::string(error.description())});
  }
  return convert(parsed.table());
}

}  // namespace ropewalk::toml
