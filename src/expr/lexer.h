// Cuts an expression into tokens, and says of each whether it may stand where it stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/source.h"

namespace ropewalk::expr {

/// GitHub calls the last two alike ("Unexpected symbol"), but the first is no token at all and the second is one in the
/// wrong place: that decides between a lexing and a parsing error.
enum class TokenKind : std::uint8_t {
  kStartGroup,      // ( around an operand
  kStartIndex,      // [
  kStartArguments,  // ( after a function's name
  kEndGroup,
  kEndIndex,
  kEndArguments,
  kSeparator,
  kDereference,
  kWildcard,
  kNull,
  kBoolean,
  kNumber,
  kString,
  kPropertyName,
  kFunction,
  kNamedValue,
  kNot,
  kAnd,
  kOr,
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kEnd,
  kMalformed,
  kMisplaced,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Span span;
};

/// Follows GitHub's LexicalAnalyzer: what a character begins depends on the token before it, so tokens are read one by
/// one. After a malformed or misplaced token there is no use in reading on.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  [[nodiscard]] Token next();
  /// True while a bracket is open.
  [[nodiscard]] bool has_unclosed() const { return !open_.empty(); }

 private:
  [[nodiscard]] bool update_brackets(TokenKind kind);
  [[nodiscard]] Token make(TokenKind kind, std::size_t begin);
  [[nodiscard]] Token punctuation(TokenKind kind);
  [[nodiscard]] Token read_operator();
  [[nodiscard]] Token read_number();
  [[nodiscard]] Token read_string();
  [[nodiscard]] Token read_word();
  [[nodiscard]] std::size_t skip_white_space(std::size_t at) const;
  [[nodiscard]] bool is_boundary(std::size_t at) const;
  [[nodiscard]] std::size_t end_of_word(std::size_t at) const;

  std::string_view text_;
  std::size_t at_ = 0;
  /// kEnd stands for "no token yet".
  TokenKind last_ = TokenKind::kEnd;
  /// The open brackets: `(` a group, `[` an index, `f` a function's arguments.
  std::string open_;
};

/// The value of a number token: digits, or one of the words NaN and Infinity.
[[nodiscard]] double number_value(std::string_view token);

/// `[A-Za-z_][A-Za-z0-9_-]*`: what can be written after a dot.
[[nodiscard]] bool is_legal_word(std::string_view text);

}  // namespace ropewalk::expr
