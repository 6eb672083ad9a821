// A workflow's values after the schema has read them: literals, expressions, sequences and mappings, with positions.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/source.h"
#include "expr/expression.h"

namespace ropewalk::workflow {

struct Member;

/// One value as GitHub's reader hands it on. A view: texts, items and expressions live in the storage of the Workflow
/// or ActionFile that it belongs to, so a Token is cheap to copy and must not outlive that.
struct Token {
  enum class Kind : std::uint8_t { kString, kSequence, kMapping, kExpression, kInsert, kBoolean, kNumber, kNull };

  Kind kind = Kind::kNull;
  bool boolean = false;
  /// The file of the workflow set that it stands in (index into its file table).
  std::uint16_t file = 0;
  Span span;
  double number = 0;
  /// The text of a string; of an expression, what stands between `${{` and `}}`.
  std::string_view text;
  /// Set for kExpression.
  const expr::Expression* expression = nullptr;
  std::span<const Token> items;
  std::span<const Member> members;

  [[nodiscard]] bool is_literal() const { return kind != Kind::kExpression && kind != Kind::kInsert; }
  /// The value of a member by its name, ASCII case ignored; null when this is no mapping or has none.
  [[nodiscard]] const Token* find(std::string_view key) const;
};

/// One entry of a mapping; the key is a string, an expression or an insert directive.
struct Member {
  Token key;
  Token value;
};

/// Evaluates a whole tree: expressions replaced by their values, `${{ insert }}` merged. Errors carry the place.
/// (Declared here because every room above needs it; GitHub's TemplateEvaluator.)
struct EvaluatedError {
  std::string message;
  Span span;
};
[[nodiscard]] tl::expected<expr::Value, EvaluatedError> evaluate(const Token& token, const expr::Scope& scope);

}  // namespace ropewalk::workflow
