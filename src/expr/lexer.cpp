// The lexer: GitHub's token rules (src/Sdk/Expressions/Tokens/LexicalAnalyzer.cs in actions/runner).
#include "expr/lexer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "expr/ordinal.h"
#include "expr/value.h"

namespace ropewalk::expr {
namespace {

/// What each byte can be part of.
enum : std::uint8_t {
  kLetterClass = 1,
  kDigitClass = 2,
  kDashClass = 4,
  kMarkClass = 8,  // ends words and numbers
  kSpaceClass = 16,
  kHighClass = 32  // beyond ASCII: may be white space too
};
constexpr std::uint8_t kWordClasses = kLetterClass | kDigitClass | kDashClass;

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  const auto set = [&](char first, char last, std::uint8_t kind) {
    for (int c = first; c <= last; ++c) {
      classes[static_cast<std::size_t>(c)] = kind;
    }
  };
  set('a', 'z', kLetterClass);
  set('A', 'Z', kLetterClass);
  set('_', '_', kLetterClass);
  set('0', '9', kDigitClass);
  set('-', '-', kDashClass);
  set(' ', ' ', kSpaceClass);
  set('\t', '\r', kSpaceClass);
  for (const char c : std::string_view("()[],.!><=&|")) {
    set(c, c, kMarkClass);
  }
  for (std::size_t c = 0x80; c < classes.size(); ++c) {
    classes[c] = kHighClass;
  }
  return classes;
}

constexpr auto kClasses = make_classes();

std::uint8_t class_of(char c) { return kClasses[static_cast<unsigned char>(c)]; }
bool is_digit(char c) { return class_of(c) == kDigitClass; }

/// What a token may follow, as a set: each token but the first is one of these.
enum : std::uint8_t {
  kStart = 1,             // an operand may come next: the beginning, brackets, commas, operators
  kOperand = 2,           // an operand is complete
  kDereferenceable = 4,   // and it may be indexed, so it is no literal
  kAfterFunction = 8,     // the name of a function
  kAfterArguments = 16,   // the bracket that opens arguments
  kAfterIndex = 32,       // the bracket that opens an index
  kAfterDereference = 64  // a dot
};

/// What may follow a token.
constexpr std::uint8_t followers(TokenKind last) {
  switch (last) {
    case TokenKind::kEnd:  // nothing so far
    case TokenKind::kSeparator:
    case TokenKind::kStartGroup: return kStart;
    case TokenKind::kStartIndex: return kStart | kAfterIndex;
    case TokenKind::kStartArguments: return kStart | kAfterArguments;
    case TokenKind::kFunction: return kAfterFunction;
    case TokenKind::kDereference: return kAfterDereference;
    case TokenKind::kEndGroup:
    case TokenKind::kEndArguments:
    case TokenKind::kEndIndex:
    case TokenKind::kWildcard:
    case TokenKind::kPropertyName:
    case TokenKind::kNamedValue: return kOperand | kDereferenceable;
    case TokenKind::kNull:
    case TokenKind::kBoolean:
    case TokenKind::kNumber:
    case TokenKind::kString: return kOperand;
    case TokenKind::kNot:
    case TokenKind::kAnd:
    case TokenKind::kOr:
    case TokenKind::kEqual:
    case TokenKind::kNotEqual:
    case TokenKind::kLess:
    case TokenKind::kLessOrEqual:
    case TokenKind::kGreater:
    case TokenKind::kGreaterOrEqual: return kStart;
    case TokenKind::kMalformed:
    case TokenKind::kMisplaced: return 0;
  }
  return 0;
}

/// After what a token may come.
constexpr std::uint8_t places(TokenKind kind) {
  switch (kind) {
    case TokenKind::kStartIndex:
    case TokenKind::kDereference: return kDereferenceable;
    case TokenKind::kStartArguments: return kAfterFunction;
    case TokenKind::kEndArguments: return kAfterArguments | kOperand;
    case TokenKind::kWildcard: return kAfterIndex | kAfterDereference;
    case TokenKind::kPropertyName: return kAfterDereference;
    case TokenKind::kStartGroup:
    case TokenKind::kNull:
    case TokenKind::kBoolean:
    case TokenKind::kNumber:
    case TokenKind::kString:
    case TokenKind::kFunction:
    case TokenKind::kNamedValue:
    case TokenKind::kNot: return kStart;
    case TokenKind::kEndGroup:
    case TokenKind::kEndIndex:
    case TokenKind::kSeparator:
    case TokenKind::kAnd:
    case TokenKind::kOr:
    case TokenKind::kEqual:
    case TokenKind::kNotEqual:
    case TokenKind::kLess:
    case TokenKind::kLessOrEqual:
    case TokenKind::kGreater:
    case TokenKind::kGreaterOrEqual: return kOperand;
    case TokenKind::kEnd:
    case TokenKind::kMalformed:
    case TokenKind::kMisplaced: return 0;
  }
  return 0;
}

/// The operator that the text starts with, two characters before one; kMalformed when there is none.
TokenKind operator_at(std::string_view text) {
  const std::string_view two = text.substr(0, 2);
  if (two == "!=") return TokenKind::kNotEqual;
  if (two == ">=") return TokenKind::kGreaterOrEqual;
  if (two == "<=") return TokenKind::kLessOrEqual;
  if (two == "==") return TokenKind::kEqual;
  if (two == "&&") return TokenKind::kAnd;
  if (two == "||") return TokenKind::kOr;
  switch (text.front()) {
    case '!': return TokenKind::kNot;
    case '>': return TokenKind::kGreater;
    case '<': return TokenKind::kLess;
    default: return TokenKind::kMalformed;
  }
}

}  // namespace

double number_value(std::string_view token) {
  return token == "NaN" ? std::numeric_limits<double>::quiet_NaN() : parse_number(token);
}

bool is_legal_word(std::string_view text) {
  return !text.empty() && class_of(text.front()) == kLetterClass &&
         std::all_of(text.begin(), text.end(), [](char c) { return (class_of(c) & kWordClasses) != 0; });
}

Token Lexer::next() {
  at_ = skip_white_space(at_);
  if (at_ == text_.size()) {
    return Token{TokenKind::kEnd, Span{static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(at_)}};
  }
  const char c = text_[at_];
  switch (c) {
    case '(': return punctuation(last_ == TokenKind::kFunction ? TokenKind::kStartArguments : TokenKind::kStartGroup);
    case '[': return punctuation(TokenKind::kStartIndex);
    case ')':
      return punctuation(!open_.empty() && open_.back() == 'f' ? TokenKind::kEndArguments : TokenKind::kEndGroup);
    case ']': return punctuation(TokenKind::kEndIndex);
    case ',': return punctuation(TokenKind::kSeparator);
    case '*': return punctuation(TokenKind::kWildcard);
    case '\'': return read_string();
    case '!':
    case '>':
    case '<':
    case '=':
    case '&':
    case '|': return read_operator();
    case '.': return (followers(last_) & kStart) != 0 ? read_number() : punctuation(TokenKind::kDereference);
    default: return is_digit(c) || c == '-' || c == '+' ? read_number() : read_word();
  }
}

bool Lexer::update_brackets(TokenKind kind) {
  const char top = open_.empty() ? '\0' : open_.back();
  char closed = '\0';
  switch (kind) {
    case TokenKind::kStartGroup: open_.push_back('('); return true;
    case TokenKind::kStartIndex: open_.push_back('['); return true;
    case TokenKind::kStartArguments: open_.push_back('f'); return true;
    case TokenKind::kSeparator: return top == 'f';
    case TokenKind::kEndGroup: closed = '('; break;
    case TokenKind::kEndIndex: closed = '['; break;
    case TokenKind::kEndArguments: closed = 'f'; break;
    default: return true;
  }
  if (top != closed) {
    return false;
  }
  open_.pop_back();
  return true;
}

Token Lexer::make(TokenKind kind, std::size_t begin) {
  const Span span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  if (kind != TokenKind::kMalformed && ((places(kind) & followers(last_)) == 0 || !update_brackets(kind))) {
    kind = TokenKind::kMisplaced;
  }
  last_ = kind;
  return Token{kind, span};
}

Token Lexer::punctuation(TokenKind kind) {
  ++at_;
  return make(kind, at_ - 1);
}

Token Lexer::read_operator() {
  const std::size_t begin = at_;
  const TokenKind kind = operator_at(text_.substr(at_));
  switch (kind) {
    case TokenKind::kMalformed: at_ = end_of_word(at_ + 1); break;
    case TokenKind::kNot:
    case TokenKind::kGreater:
    case TokenKind::kLess: ++at_; break;
    default: at_ += 2; break;
  }
  return make(kind, begin);
}

Token Lexer::read_number() {
  const std::size_t begin = at_;
  ++at_;
  while (at_ < text_.size() && (text_[at_] == '.' || !is_boundary(at_))) {
    ++at_;
  }
  const double number = parse_number(text_.substr(begin, at_ - begin));
  return make(std::isnan(number) ? TokenKind::kMalformed : TokenKind::kNumber, begin);
}

Token Lexer::read_string() {
  const std::size_t begin = at_;
  ++at_;
  while (true) {
    const std::size_t quote = text_.find('\'', at_);
    if (quote == std::string_view::npos) {
      at_ = text_.size();
      return make(TokenKind::kMalformed, begin);
    }
    at_ = quote + 1;
    if (at_ == text_.size() || text_[at_] != '\'') {
      return make(TokenKind::kString, begin);
    }
    ++at_;  // '' is one quote
  }
}

Token Lexer::read_word() {
  const std::size_t begin = at_;
  const bool starts_legally = class_of(text_[at_]) == kLetterClass;
  while (at_ < text_.size() && (class_of(text_[at_]) & kWordClasses) != 0) {
    ++at_;
  }
  if (!starts_legally || (at_ < text_.size() && !is_boundary(at_))) {
    at_ = end_of_word(begin + 1);
    return make(TokenKind::kMalformed, begin);
  }
  const std::string_view word = text_.substr(begin, at_ - begin);
  if (last_ == TokenKind::kDereference) {
    return make(TokenKind::kPropertyName, begin);
  }
  switch (word.front()) {
    case 'n':
      if (word == "null") return make(TokenKind::kNull, begin);
      break;
    case 't':
    case 'f':
      if (word == "true" || word == "false") return make(TokenKind::kBoolean, begin);
      break;
    case 'N':
    case 'I':
      if (word == "NaN" || word == "Infinity") return make(TokenKind::kNumber, begin);
      break;
    default: break;
  }
  const std::size_t after = skip_white_space(at_);
  const bool is_function = after < text_.size() && text_[after] == '(';
  return make(is_function ? TokenKind::kFunction : TokenKind::kNamedValue, begin);
}

std::size_t Lexer::skip_white_space(std::size_t at) const {
  // Nearly always there is one space or none, and then a token.
  at += at < text_.size() && text_[at] == ' ' ? 1 : 0;
  while (at < text_.size() && (class_of(text_[at]) & (kSpaceClass | kHighClass)) != 0) {
    const std::size_t length = white_space_length(text_, at);
    if (length == 0) {
      break;
    }
    at += length;
  }
  return at;
}

bool Lexer::is_boundary(std::size_t at) const {
  const std::uint8_t kind = class_of(text_[at]);
  return (kind & (kMarkClass | kSpaceClass)) != 0 || (kind == kHighClass && white_space_length(text_, at) > 0);
}

std::size_t Lexer::end_of_word(std::size_t at) const {
  while (at < text_.size() && !is_boundary(at)) {
    ++at;
  }
  return at;
}

}  // namespace ropewalk::expr
