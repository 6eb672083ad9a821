// A TOML document whose values know the line that they stand on.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

namespace ropewalk::toml {

enum class NodeKind { kTable, kArray, kText, kBoolean, kNumber, kDate };

struct Member;

struct Node {
  NodeKind kind = NodeKind::kTable;
  /// From 1, as is the column.
  int line = 0;
  int column = 0;
  /// Of a text its content; other scalars as they are written.
  std::string text;
  /// A table or array in brackets, which nothing can be added to; a table that a header or a dotted key has defined.
  /// For the reader alone.
  bool is_closed = false;
  bool is_defined = false;
  std::vector<Node> items;
  /// In the order of the file.
  std::vector<Member> members;

  // Bodies are where a member is a whole type.
  Node();
  ~Node();
  Node(const Node&);
  Node(Node&&) noexcept;
  Node& operator=(const Node&);
  Node& operator=(Node&&) noexcept;

  /// The member of a table; null for none, and for anything else.
  [[nodiscard]] const Node* find(std::string_view key) const;
  /// The value at a dotted path of plain keys.
  [[nodiscard]] const Node* at(std::string_view path) const;
  /// The text of a member; empty when it is no text.
  [[nodiscard]] std::string_view text_of(std::string_view key) const;
  [[nodiscard]] bool is_true(std::string_view key) const;
  /// The items of a member that is an array; none otherwise.
  [[nodiscard]] const std::vector<Node>& items_of(std::string_view key) const;
};

/// A key of a table and its value.
struct Member {
  std::string key;
  Node value;
};

/// What is wrong with a document, and where.
struct Problem {
  int line = 0;
  int column = 0;
  std::string message;
};

[[nodiscard]] tl::expected<Node, Problem> read_document(std::string_view text);

}  // namespace ropewalk::toml
