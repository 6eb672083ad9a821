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

/// Where a token is. The members are in this order so that each is read as it was written: read as one word right after
/// they were written as two, they would wait for the memory.
struct Token {
  std::uint32_t begin = 0;
  TokenKind kind = TokenKind::kEnd;
  std::uint32_t end = 0;

  [[nodiscard]] Span span() const { return {begin, end}; }
};

/// Follows GitHub's LexicalAnalyzer: what a character begins depends on the token before it, so tokens are read one by
/// one. After a malformed or misplaced token there is no use in reading on.
class Lexer {
 public:
  /// The text must stay; it is read to the NUL behind it, which is part of no token.
  explicit Lexer(const std::string& text) : text_(text) {}

  /// Reads the next token; false at the end, which leaves the last one.
  [[nodiscard]] bool next();
  /// A shorter way for what comes most often: true when `.name` follows at once on a token that may be indexed. The
  /// next token is then the name, without the dot.
  [[nodiscard]] bool next_is_property();
  /// The last token that was read; kEnd stands for "none yet".
  [[nodiscard]] const Token& token() const { return token_; }
  /// What was read before it.
  [[nodiscard]] TokenKind before() const { return before_; }
  /// True while a bracket is open.
  [[nodiscard]] bool has_unclosed() const { return !open_.empty(); }

 private:
  [[nodiscard]] bool update_brackets(TokenKind kind);
  /// Sets the token, from its beginning to the current place.
  void make(TokenKind kind, std::size_t begin);
  void make_punctuation(TokenKind kind);
  void make_bracket(TokenKind kind);
  void read_operator(char first);
  void read_number();
  void read_string();
  void read_word();
  [[nodiscard]] std::size_t skip_white_space(std::size_t at) const;
  [[nodiscard]] bool is_boundary(std::size_t at) const;
  [[nodiscard]] std::size_t end_of_legal_word(std::size_t at) const;
  [[nodiscard]] std::size_t end_of_word(std::size_t at) const;

  std::string_view text_;
  std::size_t at_ = 0;
  Token token_;
  TokenKind before_ = TokenKind::kEnd;
  /// The open brackets: `(` a group, `[` an index, `f` a function's arguments.
  std::string open_;
};

/// The value of a number token: digits, or one of the words NaN and Infinity.
[[nodiscard]] double number_value(std::string_view token);

/// `[A-Za-z_][A-Za-z0-9_-]*`: what can be written after a dot.
[[nodiscard]] bool is_legal_word(std::string_view text);

}  // namespace ropewalk::expr
