// Walks a tree and works out its value. Only the functions of the language and Expression::evaluate need this header.
//
// Most values of an expression live already: in the tree, or in a context. So evaluating a node gives a pointer, and
// who evaluates a node gives a place for the case that the value has to be made. Nothing is copied or moved on its way
// up through the levels, and the error, which is rare, waits in the evaluator.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/expression.h"
#include "expr/memory.h"
#include "expr/node.h"

namespace ropewalk::expr {

/// What a node evaluates to: a value in the caller's place or one that outlives the evaluation; or nothing, when the
/// evaluation has failed. What else is known of it shares one word, so that an outcome is passed in two registers.
class Outcome {
 public:
  Outcome() = default;
  explicit Outcome(const Value& value) : value_(&value) {}

  /// Out of a context or a JSON text: GitHub counts such a primitive twice, wrapped and plain.
  [[nodiscard]] static Outcome data(const Value& value) { return {&value, kIsData}; }
  /// What `.*` makes: an index that follows is applied to each item. With the counted bytes of the array.
  [[nodiscard]] static Outcome filtered(const Value& value, std::size_t counted_bytes) {
    return {&value, kIsFiltered | (counted_bytes << kBytesShift)};
  }
  /// The same value as the result of another node: counted anew.
  [[nodiscard]] Outcome passed_on() const { return {value_, notes_ & kIsFiltered}; }

  [[nodiscard]] explicit operator bool() const { return value_ != nullptr; }
  [[nodiscard]] const Value& operator*() const { return *value_; }
  [[nodiscard]] const Value* operator->() const { return value_; }
  [[nodiscard]] bool is_data() const { return (notes_ & kIsData) != 0; }
  [[nodiscard]] bool is_filtered() const { return (notes_ & kIsFiltered) != 0; }
  /// 0 when the value's own size is to be counted.
  [[nodiscard]] std::size_t counted_bytes() const { return notes_ >> kBytesShift; }

 private:
  static constexpr std::size_t kIsData = 1;
  static constexpr std::size_t kIsFiltered = 2;
  static constexpr unsigned kBytesShift = 2;

  Outcome(const Value* value, std::size_t notes) : value_(value), notes_(notes) {}

  const Value* value_ = nullptr;
  std::size_t notes_ = 0;
};

/// A value that was made, put into its place.
[[nodiscard]] Outcome made(Value& place, std::same_as<bool> auto boolean) {
  place = boolean;
  return Outcome(place);
}
[[nodiscard]] inline Outcome made(Value& place, Value value) {
  place = std::move(value);
  return Outcome(place);
}

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
  Evaluator(const Tree& tree, const Scope& scope, const EvaluationLimits& limits, Accuracy accuracy);

  /// The value of a node on a level of the tree (the root's is 0). `place` is used when the value has to be made.
  [[nodiscard]] Outcome evaluate(const Node& node, std::size_t level, Value& place);

  /// Counts what a node on a level evaluated to, and gives it back, or the error when memory is used up.
  [[nodiscard]] Outcome count(const Outcome& outcome, std::size_t level) {
    return fits(outcome, level) ? outcome : fail_for_memory(root());
  }
  /// Counts a literal or a wildcard. False when memory is used up.
  [[nodiscard]] bool count_literal(const Node& node, std::size_t level) {
    return memory_.add(level, counted_bytes(node.literal, accuracy_), true);
  }

  [[nodiscard]] const Node& root() const { return tree_.nodes[tree_.root]; }
  [[nodiscard]] const EvaluationLimits& limits() const { return limits_; }
  /// A counter for what a function puts together.
  [[nodiscard]] MemoryCounter counter() const { return {limits_.memory_bytes, accuracy_}; }
  /// Sets the error and gives the outcome that says so.
  Outcome fail(const Node& node, std::string message);
  /// The error of a node whose own counter passed the limit; with an upper bound, only that it has to be counted
  /// exactly.
  Outcome fail_for_memory(const Node& node);
  [[nodiscard]] bool needs_exact_counting() const { return needs_exact_counting_; }
  [[nodiscard]] ExpressionError take_error() { return std::move(error_); }

 private:
  struct Context {
    Value value;
    bool is_known = false;
  };

  [[nodiscard]] bool fits(const Outcome& outcome, std::size_t level) {
    const Value& value = *outcome;
    const bool is_primitive = value.is_primitive();
    const bool is_wrapped = outcome.is_data() && is_primitive && !value.is_null();
    std::size_t bytes = outcome.counted_bytes() != 0 ? outcome.counted_bytes() : counted_bytes(value, accuracy_);
    bytes += is_wrapped ? kObjectBytes : 0;
    return memory_.add(level, bytes, is_primitive && !is_wrapped);
  }
  [[nodiscard]] Outcome evaluate_core(const Node& node, std::size_t level, Value& place);
  [[nodiscard]] Outcome evaluate_context(const Node& node);
  [[nodiscard]] Outcome evaluate_call(const Node& node, std::size_t level, Value& place);
  [[nodiscard]] Outcome evaluate_chain(const Node& node, std::size_t level, Value& place);
  [[nodiscard]] Outcome evaluate_comparison(const Node& node, std::size_t level, Value& place);

  const Tree& tree_;
  const Scope& scope_;
  const EvaluationLimits& limits_;
  Accuracy accuracy_;
  bool needs_exact_counting_ = false;
  EvaluationMemory memory_;
  ExpressionError error_;
  /// The contexts asked for so far: each is asked once, and what is borrowed from it stays. Few expressions read more
  /// than two, so the first two need no memory of their own.
  std::array<Context, 2> first_contexts_;
  std::vector<Context> other_contexts_;
};

/// Evaluates `container.key`, `container[index]` and their wildcards (expr/index.cpp).
[[nodiscard]] Outcome evaluate_index(Evaluator& evaluator, const Node& node, std::size_t level, Value& place);

}  // namespace ropewalk::expr
