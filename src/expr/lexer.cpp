// The lexer: GitHub's token rules (src/Sdk/Expressions/Tokens/LexicalAnalyzer.cs in actions/runner).
#include "expr/lexer.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "expr/ordinal.h"
#include "expr/value.h"

namespace ropewalk::expr {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_operator(TokenKind kind) { return kind >= TokenKind::kNot && kind <= TokenKind::kGreaterOrEqual; }
bool is_literal(TokenKind kind) { return kind >= TokenKind::kNull && kind <= TokenKind::kString; }

bool may_be_dereferenced(TokenKind last) {
  switch (last) {
    case TokenKind::kEndGroup:
    case TokenKind::kEndArguments:
    case TokenKind::kEndIndex:
    case TokenKind::kWildcard:
    case TokenKind::kPropertyName:
    case TokenKind::kNamedValue: return true;
    default: return false;
  }
}

bool ends_operand(TokenKind last) { return may_be_dereferenced(last) || is_literal(last); }

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

bool is_legal_word(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_digit(c) || c == '-'; });
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
    case '.': return may_start_operand() ? read_number() : punctuation(TokenKind::kDereference);
    default: return is_digit(c) || c == '-' || c == '+' ? read_number() : read_word();
  }
}

bool Lexer::may_start_operand() const {
  switch (last_) {
    case TokenKind::kEnd:
    case TokenKind::kSeparator:
    case TokenKind::kStartGroup:
    case TokenKind::kStartIndex:
    case TokenKind::kStartArguments: return true;
    default: return is_operator(last_);
  }
}

bool Lexer::is_legal(TokenKind kind) const {
  switch (kind) {
    case TokenKind::kStartIndex:
    case TokenKind::kDereference: return may_be_dereferenced(last_);
    case TokenKind::kStartArguments: return last_ == TokenKind::kFunction;
    case TokenKind::kEndArguments: return last_ == TokenKind::kStartArguments || ends_operand(last_);
    case TokenKind::kWildcard: return last_ == TokenKind::kStartIndex || last_ == TokenKind::kDereference;
    case TokenKind::kPropertyName: return last_ == TokenKind::kDereference;
    case TokenKind::kStartGroup:
    case TokenKind::kNull:
    case TokenKind::kBoolean:
    case TokenKind::kNumber:
    case TokenKind::kString:
    case TokenKind::kFunction:
    case TokenKind::kNamedValue:
    case TokenKind::kNot: return may_start_operand();
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
    case TokenKind::kGreaterOrEqual: return ends_operand(last_);
    case TokenKind::kEnd:
    case TokenKind::kMalformed:
    case TokenKind::kMisplaced: return false;
  }
  return false;
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

Token Lexer::make(TokenKind kind, std::size_t begin, double number) {
  const Span span{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  if (kind != TokenKind::kMalformed && (!is_legal(kind) || !update_brackets(kind))) {
    kind = TokenKind::kMisplaced;
  }
  last_ = kind;
  return Token{kind, span, number};
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
  return make(std::isnan(number) ? TokenKind::kMalformed : TokenKind::kNumber, begin, number);
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
  at_ = end_of_word(at_ + 1);
  const std::string_view word = text_.substr(begin, at_ - begin);
  if (!is_legal_word(word)) {
    return make(TokenKind::kMalformed, begin);
  }
  if (last_ == TokenKind::kDereference) {
    return make(TokenKind::kPropertyName, begin);
  }
  if (word == "null") return make(TokenKind::kNull, begin);
  if (word == "true" || word == "false") return make(TokenKind::kBoolean, begin);
  if (word == "NaN") return make(TokenKind::kNumber, begin, std::numeric_limits<double>::quiet_NaN());
  if (word == "Infinity") return make(TokenKind::kNumber, begin, std::numeric_limits<double>::infinity());
  const std::size_t after = skip_white_space(at_);
  const bool is_function = after < text_.size() && text_[after] == '(';
  return make(is_function ? TokenKind::kFunction : TokenKind::kNamedValue, begin);
}

std::size_t Lexer::skip_white_space(std::size_t at) const {
  while (at < text_.size()) {
    const std::size_t length = white_space_length(text_, at);
    if (length == 0) {
      break;
    }
    at += length;
  }
  return at;
}

bool Lexer::is_boundary(std::size_t at) const {
  constexpr std::string_view kBoundaries = "()[],.!><=&|";
  return kBoundaries.find(text_[at]) != std::string_view::npos || white_space_length(text_, at) > 0;
}

std::size_t Lexer::end_of_word(std::size_t at) const {
  while (at < text_.size() && !is_boundary(at)) {
    ++at;
  }
  return at;
}

}  // namespace ropewalk::expr
