// Finds the `${{ }}` of a text and puts it together again as one expression: GitHub's rules for strings with
// expressions in them (actions/runner: TemplateReader.ParseScalar).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::workflow {

/// One `${{ }}` of a text.
struct ExpressionPart {
  /// What stands between the brackets, without white space around it; a view of the text.
  std::string_view expression;
  /// Where the brackets start and end in the text.
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The parts of a text. `is_closed` is false when a last `${{` has no `}}`; it stands at `open_at`.
struct ExpressionParts {
  std::vector<ExpressionPart> parts;
  bool is_closed = true;
  std::size_t open_at = 0;

  /// The text is one expression and nothing else.
  [[nodiscard]] bool is_whole(std::string_view text) const {
    return is_closed && parts.size() == 1 && parts[0].begin == 0 && parts[0].end == text.size();
  }
};

/// Splits a text. A `}}` within quotes closes nothing.
[[nodiscard]] ExpressionParts find_expressions(std::string_view text);

/// `format('…{0}…', a, b)` for a text with expressions a and b: quotes and braces of the rest are doubled.
[[nodiscard]] std::string compose_format(std::string_view text, const std::vector<ExpressionPart>& parts);

/// Whether an expression can be read as an argument of a call just as it would be alone: it is not empty, no
/// directive, its brackets are balanced, and no comma stands outside of them.
[[nodiscard]] bool is_argument(std::string_view expression);

/// How many words follow the directive `insert`; nothing when the expression is another one.
[[nodiscard]] std::optional<std::size_t> count_insert_parameters(std::string_view expression);

/// The value of an expression that is only a string literal; nothing for any other one.
[[nodiscard]] std::optional<std::string> string_literal(std::string_view expression);

}  // namespace ropewalk::workflow
