// Walks a tree and works out its value. Only the functions of the language and Expression::evaluate need this header.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/expression.h"
#include "expr/memory.h"
#include "expr/node.h"

namespace ropewalk::expr {

/// What a node evaluates to. Most values are only looked at, so one that lives in the tree or in a context is borrowed
/// and not copied.
class Outcome {
 public:
  [[nodiscard]] static Outcome borrowed(const Value& value) {
    Outcome outcome;
    outcome.borrowed_ = &value;
    return outcome;
  }
  [[nodiscard]] static Outcome owned(Value value) {
    Outcome outcome;
    outcome.owned_ = std::move(value);
    return outcome;
  }

  [[nodiscard]] const Value& value() const { return borrowed_ != nullptr ? *borrowed_ : owned_; }
  [[nodiscard]] bool is_borrowed() const { return borrowed_ != nullptr; }
  [[nodiscard]] Value take() && { return borrowed_ != nullptr ? *borrowed_ : std::move(owned_); }

  /// What `.*` makes: an index that follows is applied to each item.
  bool is_filtered = false;
  /// Comes out of a context or a JSON text: GitHub counts such a primitive twice, wrapped and plain.
  bool is_data = false;
  /// Counted bytes of a new array; without it, the value's own.
  std::optional<std::size_t> counted_bytes = {};

 private:
  Value owned_;
  const Value* borrowed_ = nullptr;
};

using Evaluation = tl::expected<Outcome, ExpressionError>;

/// The text of a value without copying one that is a string already. The value must outlive it.
class TextOf {
 public:
  explicit TextOf(const Value& value) : value_(value) {
    if (value.kind() != Kind::kString) {
      made_ = value.to_text();
    }
  }
  [[nodiscard]] std::string_view view() const { return value_.kind() == Kind::kString ? value_.text() : made_; }

 private:
  const Value& value_;
  std::string made_;
};

/// One evaluation of one tree.
class Evaluator {
 public:
  Evaluator(const Tree& tree, const Scope& scope, const EvaluationLimits& limits)
      : tree_(tree), scope_(scope), limits_(limits), memory_(limits.memory_bytes), contexts_(tree.context_count) {}

  /// The value of a node on a level of the tree (the root's is 0).
  [[nodiscard]] Evaluation evaluate(const Node& node, std::size_t level);

  [[nodiscard]] const EvaluationLimits& limits() const { return limits_; }
  [[nodiscard]] static tl::unexpected<ExpressionError> fail(const Node& node, std::string message);
  /// The error of a node whose own counter passed the limit.
  [[nodiscard]] static tl::unexpected<ExpressionError> fail_for_memory(const Node& node);

 private:
  [[nodiscard]] Evaluation evaluate_core(const Node& node, std::size_t level);
  [[nodiscard]] Evaluation evaluate_context(const Node& node);
  [[nodiscard]] Evaluation evaluate_call(const Node& node, std::size_t level);
  [[nodiscard]] Evaluation evaluate_chain(const Node& node, std::size_t level);
  [[nodiscard]] Evaluation evaluate_comparison(const Node& node, std::size_t level);
  [[nodiscard]] bool count(const Outcome& outcome, std::size_t level);

  const Tree& tree_;
  const Scope& scope_;
  const EvaluationLimits& limits_;
  EvaluationMemory memory_;
  /// The contexts asked for so far: each is asked once, and what is borrowed from it stays.
  std::vector<std::optional<Value>> contexts_;
};

/// Evaluates `left.index`, `left[index]` and their wildcards (expr/index.cpp).
[[nodiscard]] Evaluation evaluate_index(Evaluator& evaluator, const Node& node, std::size_t level);

}  // namespace ropewalk::expr
