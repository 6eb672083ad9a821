#include "toml/document.h"

#include <algorithm>

#include "toml/document_reader.h"

namespace ropewalk::toml {

Node::Node() = default;
Node::~Node() = default;
Node::Node(const Node&) = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(const Node&) = default;
Node& Node::operator=(Node&&) noexcept = default;

const Node* Node::find(std::string_view key) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const auto& pair) { return pair.key == key; });
  return found == members.end() ? nullptr : &found->value;
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

tl::expected<Node, Problem> read_document(std::string_view text) { return DocumentReader(text).read(); }

}  // namespace ropewalk::toml
