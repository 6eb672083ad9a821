// One expression of `${{ }}`: parsed once, evaluated as often as needed, against whatever scope the caller has.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/source.h"
#include "expr/value.h"

namespace ropewalk::expr {

enum class Phase { kLexing, kParsing, kEvaluation };

/// What went wrong, in GitHub's words. `span` is where in the expression's own text, in bytes.
struct ExpressionError {
  Phase phase = Phase::kParsing;
  std::string message;
  Span span;
};

/// A function that the place allows besides the language's own.
struct FunctionSignature {
  std::string_view name;
  int min_arguments = 0;
  int max_arguments = 0;
};

/// The names that an expression in some place may use besides the language's own functions. Views must outlive the
/// call of `parse` only.
struct Vocabulary {
  std::span<const std::string_view> named_values;
  std::span<const FunctionSignature> functions;
};

/// Where evaluation finds what an expression names.
class Scope {
 public:
  virtual ~Scope() = default;
  /// The value of a context (`github`, `matrix`, …), asked in any case; null when the scope has none.
  [[nodiscard]] virtual Value named_value(std::string_view name) const = 0;
  /// Calls a function that is not of the language itself (`success`, `hashFiles`, …). `name` is in lower case.
  [[nodiscard]] virtual tl::expected<Value, std::string> call(std::string_view name,
                                                              std::span<const Value> arguments) const = 0;
};

/// How much memory one evaluation may use, by GitHub's accounting. One that may come near the limit is done twice.
struct EvaluationLimits {
  std::size_t memory_bytes = 1024 * 1024;
};

struct Node;
struct Tree;

/// A parsed expression. Immutable, cheap to copy.
class Expression {
 public:
  /// Reads the text between `${{` and `}}`. An empty text is the null value.
  [[nodiscard]] static tl::expected<Expression, ExpressionError> parse(std::string_view text,
                                                                       const Vocabulary& vocabulary);

  [[nodiscard]] tl::expected<Value, ExpressionError> evaluate(const Scope& scope,
                                                              const EvaluationLimits& limits = {}) const;

  [[nodiscard]] const std::string& text() const;
  /// True when the function is called anywhere in the tree; `name` in lower case.
  [[nodiscard]] bool calls(std::string_view name) const;
  /// True when a context is read anywhere in the tree; `name` in lower case.
  [[nodiscard]] bool reads(std::string_view name) const;
  /// The tree, for rules that look at expressions (expr/node.h).
  [[nodiscard]] const Node& root() const;

 private:
  /// Shared because an expression is immutable and copied into many plans and legs.
  std::shared_ptr<const Tree> tree_;
};

}  // namespace ropewalk::expr
