// The parser: operator precedence with two stacks, as GitHub's own ExpressionParser.cs in actions/runner does it. It
// was kept because its order of checks decides which error is reported, and because it needs no recursion: an
// expression of 21,000 brackets costs two vectors, not the machine's stack.
#include "expr/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/container/small_vector.hpp>
#include <cstddef>
#include <utility>

#include "base/strings.h"
#include "expr/functions/builtin.h"
#include "expr/lexer.h"
#include "expr/ordinal.h"

namespace ropewalk::expr {
namespace {

/// A node on the operand stack, with the place that it takes including its brackets.
struct Operand {
  std::size_t node = 0;
  Span place;
};

bool is_opening(TokenKind kind) {
  return kind == TokenKind::kStartGroup || kind == TokenKind::kStartIndex || kind == TokenKind::kStartArguments ||
         kind == TokenKind::kSeparator;
}

/// How an operator binds (0 for what is no operator), and the kind of node that a token makes.
struct Grammar {
  std::uint8_t precedence = 0;
  NodeKind node = NodeKind::kLiteral;
};

constexpr auto kGrammar = [] {
  std::array<Grammar, static_cast<std::size_t>(TokenKind::kMisplaced) + 1> table{};
  const auto set = [&](TokenKind kind, int precedence, NodeKind node = NodeKind::kLiteral) {
    table[static_cast<std::size_t>(kind)] = {static_cast<std::uint8_t>(precedence), node};
  };
  set(TokenKind::kStartGroup, 20);
  set(TokenKind::kStartIndex, 19, NodeKind::kIndex);
  set(TokenKind::kStartArguments, 19);
  set(TokenKind::kDereference, 19);
  set(TokenKind::kNot, 16, NodeKind::kNot);
  set(TokenKind::kLess, 11, NodeKind::kLess);
  set(TokenKind::kLessOrEqual, 11, NodeKind::kLessOrEqual);
  set(TokenKind::kGreater, 11, NodeKind::kGreater);
  set(TokenKind::kGreaterOrEqual, 11, NodeKind::kGreaterOrEqual);
  set(TokenKind::kEqual, 10, NodeKind::kEqual);
  set(TokenKind::kNotEqual, 10, NodeKind::kNotEqual);
  set(TokenKind::kAnd, 6, NodeKind::kAnd);
  set(TokenKind::kOr, 5, NodeKind::kOr);
  set(TokenKind::kEndGroup, 1);
  set(TokenKind::kEndIndex, 1);
  set(TokenKind::kEndArguments, 1);
  set(TokenKind::kSeparator, 1);
  return table;
}();

int precedence(TokenKind kind) { return kGrammar[static_cast<std::size_t>(kind)].precedence; }
NodeKind node_kind(TokenKind kind) { return kGrammar[static_cast<std::size_t>(kind)].node; }
bool is_operator(TokenKind kind) { return precedence(kind) > 0; }

std::int32_t distance(std::size_t from, std::size_t to) {
  return static_cast<std::int32_t>(static_cast<std::ptrdiff_t>(to) - static_cast<std::ptrdiff_t>(from));
}

class Parser {
 public:
  Parser(Tree& tree, const Vocabulary& vocabulary) : tree_(tree), vocabulary_(vocabulary), lexer_(tree.text) {
    constexpr std::size_t kBytesPerNode = 5;
    nodes_.reserve(tree_.text.size() / kBytesPerNode + 3);
  }

  /// Fills the tree; false leaves the reason in `error()`.
  bool parse();
  [[nodiscard]] ExpressionError& error() { return error_; }

 private:
  [[nodiscard]] std::string_view raw(const Token& token) const {
    return std::string_view(tree_.text).substr(token.begin, token.end - token.begin);
  }
  bool fail_at(const Token& token, std::string_view description, Phase phase = Phase::kParsing);
  bool fail_plainly(std::string message);

  bool take(const Token& token);
  Node& push_node(NodeKind kind, const Token& token, auto&& literal) {
    operands_.push_back({nodes_.size(), token.span()});
    return nodes_.emplace_back(kind, token.span(), std::forward<decltype(literal)>(literal));
  }
  void push_string(const Token& token);
  void push_property(const Token& token);
  bool push_function(const Token& token);
  bool push_named_value(const Token& token);
  bool push_operator(const Token& token);
  bool close(const Token& token);
  bool close_arguments(const Token& token);
  void flush_top();
  void make_node(NodeKind kind, std::size_t operand_count, Span place);
  void add_child(std::size_t parent, std::size_t child);
  void link(std::size_t parent, std::size_t first, std::size_t last, std::uint32_t count);

  Tree& tree_;
  std::vector<Node>& nodes_ = tree_.nodes;
  const Vocabulary& vocabulary_;
  Lexer lexer_;
  /// Most expressions need no more room than these have in themselves.
  boost::container::small_vector<Operand, 16> operands_;
  boost::container::small_vector<Token, 16> operators_;
  /// The distinct contexts so far.
  boost::container::small_vector<std::string_view, 4> contexts_;
  ExpressionError error_;
};

bool Parser::fail_at(const Token& token, std::string_view description, Phase phase) {
  const std::string_view text = tree_.text;
  error_ = {phase,
            fmt::format("{}: '{}'. Located at position {} within expression: {}", description, raw(token),
                        utf16_length(text.substr(0, token.begin)) + 1, text),
            token.span()};
  return false;
}

bool Parser::fail_plainly(std::string message) {
  error_ = {Phase::kParsing, std::move(message), Span{0, static_cast<std::uint32_t>(tree_.text.size())}};
  return false;
}

bool Parser::parse() {
  if (tree_.text.size() > kMaxExpressionLength && utf16_length(tree_.text) > kMaxExpressionLength) {
    return fail_plainly(fmt::format("Exceeded max expression length {}", kMaxExpressionLength));
  }
  const Token& token = lexer_.token();
  while (lexer_.next()) {
    if (!take(token)) {
      return false;
    }
    while (lexer_.next_is_property()) {
      push_property(token);
    }
  }
  if (token.kind == TokenKind::kEnd) {
    nodes_.emplace_back(NodeKind::kLiteral, Span{});  // an empty text is null
    return true;
  }
  const bool is_closed = token.kind == TokenKind::kEndGroup || token.kind == TokenKind::kEndIndex ||
                         token.kind == TokenKind::kEndArguments;
  if (lexer_.has_unclosed() || (is_operator(token.kind) && !is_closed)) {
    return fail_at(token, "Unexpected end of expression");
  }
  while (!operators_.empty()) {
    flush_top();
  }
  tree_.root = operands_.back().node;
  if (nodes_[tree_.root].height > kMaxExpressionDepth) {
    return fail_plainly(fmt::format("Exceeded max expression depth {}", kMaxExpressionDepth));
  }
  tree_.context_count = static_cast<std::uint32_t>(contexts_.size());
  return true;
}

bool Parser::take(const Token& token) {
  switch (token.kind) {
    case TokenKind::kMalformed: return fail_at(token, "Unexpected symbol", Phase::kLexing);
    case TokenKind::kMisplaced: return fail_at(token, "Unexpected symbol");
    case TokenKind::kNull: push_node(NodeKind::kLiteral, token, Value()); return true;
    case TokenKind::kBoolean: push_node(NodeKind::kLiteral, token, Value(raw(token) == "true")); return true;
    case TokenKind::kNumber: push_node(NodeKind::kLiteral, token, Value(number_value(raw(token)))); return true;
    case TokenKind::kString: push_string(token); return true;
    case TokenKind::kFunction: return push_function(token);
    case TokenKind::kNamedValue: return push_named_value(token);
    case TokenKind::kDereference: return true;  // what follows makes the node
    case TokenKind::kPropertyName: push_property(token); return true;
    case TokenKind::kWildcard:
      if (lexer_.before() == TokenKind::kDereference) {
        push_property(token);
      } else {
        push_node(NodeKind::kWildcard, token, raw(token));  // in brackets; GitHub counts it as text
      }
      return true;
    default: return push_operator(token);
  }
}

void Parser::push_string(const Token& token) {
  const std::string_view quoted = raw(token);
  const std::string_view content = quoted.substr(1, quoted.size() - 2);
  const bool is_plain = content.find('\'') == std::string_view::npos;
  if (is_plain) {
    push_node(NodeKind::kLiteral, token, content);
  } else {
    push_node(NodeKind::kLiteral, token, Value(replace_all(content, "''", "'")));
  }
}

/// `.name` and `.*` bind closest of all and to the left, so the index node is made at once.
void Parser::push_property(const Token& token) {
  Operand& container = operands_.back();
  const std::size_t property = nodes_.size();
  const std::size_t index = property + 1;
  container.place.end = token.end;
  const NodeKind kind = token.kind == TokenKind::kWildcard ? NodeKind::kWildcard : NodeKind::kLiteral;
  nodes_.emplace_back(kind, token.span(), raw(token)).literal_hash = ordinal_hash(raw(token));
  Node& node = nodes_.emplace_back(NodeKind::kIndex, container.place);
  Node& left = nodes_[container.node];
  node.height = static_cast<std::uint16_t>(left.height + 1);
  node.child_count = 2;
  node.first_child = distance(index, container.node);
  node.last_child = -1;
  left.next_sibling = distance(container.node, property);
  container.node = index;
}

bool Parser::push_function(const Token& token) {
  const std::string_view name = raw(token);
  const auto is_called_so = [&](const FunctionSignature& known) { return equals_ignoring_case(known.name, name); };
  Node& node = push_node(NodeKind::kFunction, token, name);
  node.builtin = find_builtin(name);
  if (node.builtin != nullptr ||
      std::any_of(vocabulary_.functions.begin(), vocabulary_.functions.end(), is_called_so)) {
    return true;
  }
  return fail_at(token, "Unrecognized function");
}

bool Parser::push_named_value(const Token& token) {
  const std::string_view name = raw(token);
  const auto is_called_so = [&](std::string_view known) { return equals_ignoring_case(known, name); };
  const auto seen = std::find_if(contexts_.begin(), contexts_.end(), is_called_so);
  push_node(NodeKind::kNamedValue, token, name).context = static_cast<std::uint32_t>(seen - contexts_.begin());
  if (seen != contexts_.end()) {
    return true;
  }
  if (std::none_of(vocabulary_.named_values.begin(), vocabulary_.named_values.end(), is_called_so)) {
    return fail_at(token, "Unrecognized named-value");
  }
  contexts_.push_back(name);
  return true;
}

bool Parser::push_operator(const Token& token) {
  const bool is_left_associative = token.kind != TokenKind::kNot && token.kind != TokenKind::kStartGroup;
  while (is_left_associative && !operators_.empty() && !is_opening(operators_.back().kind) &&
         precedence(token.kind) <= precedence(operators_.back().kind)) {
    flush_top();
  }
  switch (token.kind) {
    case TokenKind::kEndGroup:
    case TokenKind::kEndIndex: return close(token);
    case TokenKind::kEndArguments: return close_arguments(token);
    default: operators_.push_back(token); return true;
  }
}

bool Parser::close(const Token& token) {
  const Token open = operators_.back();
  operators_.pop_back();
  if (token.kind == TokenKind::kEndGroup) {
    operands_.back().place = {open.begin, token.end};
  } else {
    Node& index = nodes_[operands_.back().node];
    if (index.kind == NodeKind::kLiteral && index.literal.kind() == Kind::kString) {
      index.literal_hash = ordinal_hash(index.literal.text());
    }
    make_node(NodeKind::kIndex, 2, {operands_[operands_.size() - 2].place.begin, token.end});
  }
  return true;
}

bool Parser::close_arguments(const Token& token) {
  std::size_t count = lexer_.before() == TokenKind::kStartArguments ? 0 : 1;
  while (operators_.back().kind == TokenKind::kSeparator) {
    ++count;
    operators_.pop_back();
  }
  const Token open = operators_.back();
  operators_.pop_back();
  const std::size_t first = operands_.size() - count;
  Operand& call = operands_[first - 1];
  for (std::size_t i = 0; i < count; ++i) {
    add_child(call.node, operands_[first + i].node);
  }
  operands_.resize(first);
  Node& node = nodes_[call.node];
  call.place.end = token.end;
  node.span = call.place;

  const auto is_called_so = [&](const FunctionSignature& known) {
    return equals_ignoring_case(known.name, node.name());
  };
  const FunctionSignature signature =
      node.builtin != nullptr ? node.builtin->signature
                              : *std::find_if(vocabulary_.functions.begin(), vocabulary_.functions.end(), is_called_so);
  if (static_cast<int>(count) < signature.min_arguments) {
    return fail_at(open, "Too few parameters supplied");
  }
  if (static_cast<int>(count) > signature.max_arguments) {
    return fail_at(open, "Too many parameters supplied");
  }
  if (node.builtin != nullptr && node.builtin->takes_odd_count && count % 2 == 0) {
    // Unlike the two above, the official vectors place this one at the function's name.
    const auto end = static_cast<std::uint32_t>(node.span.begin + node.name().size());
    return fail_at(Token{node.span.begin, TokenKind::kFunction, end},
                   "Even number of parameters supplied, requires an odd number of parameters");
  }
  return true;
}

void Parser::flush_top() {
  const Token top = operators_.back();
  operators_.pop_back();
  const std::size_t count = top.kind == TokenKind::kNot ? 1 : 2;
  const std::uint32_t begin = count == 1 ? top.begin : operands_[operands_.size() - 2].place.begin;
  make_node(node_kind(top.kind), count, {begin, operands_.back().place.end});
}

void Parser::make_node(NodeKind kind, std::size_t operand_count, Span place) {
  const std::size_t first = operands_.size() - operand_count;
  // A chain grows its first node, so that its length costs nothing.
  const bool is_chain = (kind == NodeKind::kAnd || kind == NodeKind::kOr) && nodes_[operands_[first].node].kind == kind;
  const std::size_t index = is_chain ? operands_[first].node : nodes_.size();
  if (is_chain) {
    nodes_[index].span = place;
  } else {
    nodes_.emplace_back(kind, place);
  }
  for (std::size_t i = first + (is_chain ? 1 : 0); i < operands_.size(); ++i) {
    add_child(index, operands_[i].node);
  }
  operands_.resize(first);
  operands_.push_back({index, place});
}

/// Hangs a node under another one. A chain of the same `&&` or `||` becomes one node: the child's own children move up.
void Parser::add_child(std::size_t parent, std::size_t child) {
  const Node& added = nodes_[child];
  Node& node = nodes_[parent];
  if (node.kind == added.kind && (node.kind == NodeKind::kAnd || node.kind == NodeKind::kOr)) {
    node.height = std::max(node.height, added.height);
    link(parent, child + static_cast<std::size_t>(added.first_child),
         child + static_cast<std::size_t>(added.last_child), added.child_count);
  } else {
    node.height = std::max(node.height, static_cast<std::uint16_t>(added.height + 1));
    link(parent, child, child, 1);
  }
}

/// Appends a run of siblings to a node's children.
void Parser::link(std::size_t parent, std::size_t first, std::size_t last, std::uint32_t count) {
  Node& node = nodes_[parent];
  if (node.child_count == 0) {
    node.first_child = distance(parent, first);
  } else {
    const std::size_t before = parent + static_cast<std::size_t>(node.last_child);
    nodes_[before].next_sibling = distance(before, first);
  }
  node.last_child = distance(parent, last);
  node.child_count += count;
}

}  // namespace

tl::expected<std::shared_ptr<const Tree>, ExpressionError> parse_tree(std::string_view text,
                                                                      const Vocabulary& vocabulary) {
  auto tree = std::make_shared<Tree>();
  tree->text = text;
  Parser parser(*tree, vocabulary);
  if (!parser.parse()) {
    return tl::unexpected(std::move(parser.error()));
  }
  return tree;
}

}  // namespace ropewalk::expr
