// The tree of a parsed expression, for the evaluator and for rules that look at expressions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.h"
#include "expr/value.h"

namespace ropewalk::expr {

struct Builtin;

enum class NodeKind : std::uint8_t {
  kLiteral,
  kWildcard,    // the `*` of `.*` and `[*]`: second child of an index
  kNamedValue,  // a context
  kFunction,
  kIndex,  // `a.b`, `a['b']`, `a.*`: two children, what is indexed and the index
  kNot,
  kAnd,  // two or more children: chains are one node
  kOr,
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
};

class NodeRange;

/// One node, in 64 bytes. All nodes of a tree lie in one array and name each other by distance, so a node is looked at
/// by reference and never copied out.
struct Node {
  Node(NodeKind node_kind, Span place) noexcept : kind(node_kind), span(place) {}
  Node(NodeKind node_kind, Span place, Value value) noexcept
      : kind(node_kind), span(place), literal(std::move(value)) {}
  /// A name, or a literal that stands in the expression as it is.
  Node(NodeKind node_kind, Span place, std::string_view text) noexcept
      : kind(node_kind), span(place), literal(Borrowed{}, text) {}
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  Node(Node&&) noexcept = default;
  Node& operator=(Node&&) noexcept = default;
  ~Node() = default;

  NodeKind kind;
  /// Levels of the tree from here down; a leaf has 1.
  std::uint16_t height = 1;
  std::uint32_t child_count = 0;
  /// From the first byte of the first operand to the last of the last one, brackets that belong to them included.
  Span span;
  /// The value of a literal, a property after a dot included; `*` for the wildcard; the name of a context or a
  /// function, as written.
  Value literal;
  /// The `ordinal_hash` of a string that is the index of an index node.
  std::size_t literal_hash = 0;
  /// A function of the language itself; null for those that the vocabulary added.
  const Builtin* builtin = nullptr;
  /// Which context this is among the distinct ones that the expression reads.
  std::uint32_t context = 0;

  /// Distances to other nodes of the array; 0 for none.
  std::int32_t first_child = 0;
  std::int32_t last_child = 0;
  std::int32_t next_sibling = 0;

  /// The name of a context or a function, as written.
  [[nodiscard]] std::string_view name() const { return literal.text(); }
  [[nodiscard]] NodeRange children() const;
  /// The child at `index`, which must be below `child_count`.
  [[nodiscard]] const Node& child(std::uint32_t index) const;
};

/// The children of a node, in order.
class NodeRange {
 public:
  class Iterator {
   public:
    using value_type = Node;
    using difference_type = std::ptrdiff_t;
    using iterator_category = std::forward_iterator_tag;
    using pointer = const Node*;
    using reference = const Node&;

    Iterator() = default;
    explicit Iterator(const Node* node) : node_(node) {}
    const Node& operator*() const { return *node_; }
    const Node* operator->() const { return node_; }
    Iterator& operator++() {
      node_ = node_->next_sibling == 0 ? nullptr : node_ + node_->next_sibling;
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const Node* node_ = nullptr;
  };

  explicit NodeRange(const Node& parent) : first_(parent.first_child == 0 ? nullptr : &parent + parent.first_child) {}
  [[nodiscard]] Iterator begin() const { return first_; }
  [[nodiscard]] static Iterator end() { return {}; }

 private:
  Iterator first_;
};

inline NodeRange Node::children() const { return NodeRange(*this); }

inline const Node& Node::child(std::uint32_t index) const {
  const Node* node = this + first_child;
  for (; index > 0; --index) {
    node += node->next_sibling;
  }
  return *node;
}

/// What parsing makes. It stays where it was made: names are views into its text.
struct Tree {
  std::string text;
  std::vector<Node> nodes;
  /// The index of the root.
  std::size_t root = 0;
  /// How many different contexts are read.
  std::uint32_t context_count = 0;
};

/// The expression as GitHub writes it in messages: operators bracketed, `a.b` where the key allows, else `a['b']`.
[[nodiscard]] std::string to_expression_text(const Node& node);

}  // namespace ropewalk::expr
