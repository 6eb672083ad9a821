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

template <class Rule>
constexpr auto make_table(Rule rule) {
  std::array<std::uint8_t, static_cast<std::size_t>(TokenKind::kMisplaced) + 1> table{};
  for (std::size_t kind = 0; kind < table.size(); ++kind) {
    table[kind] = rule(static_cast<TokenKind>(kind));
  }
  return table;
}

constexpr auto kFollowers = make_table(followers);
constexpr auto kPlaces = make_table(places);

bool may_follow(TokenKind last, std::uint8_t set) { return (kFollowers[static_cast<std::size_t>(last)] & set) != 0; }

}  // namespace

double number_value(std::string_view token) {
  return token == "NaN" ? std::numeric_limits<double>::quiet_NaN() : parse_number(token);
}

bool is_legal_word(std::string_view text) {
  return !text.empty() && class_of(text.front()) == kLetterClass &&
         std::all_of(text.begin(), text.end(), [](char c) { return (class_of(c) & kWordClasses) != 0; });
}

bool Lexer::next() {
  at_ = skip_white_space(at_);
  if (at_ == text_.size()) {
    return false;
  }
  const char c = text_[at_];
  switch (c) {
    case '(':
      make_bracket(token_.kind == TokenKind::kFunction ? TokenKind::kStartArguments : TokenKind::kStartGroup);
      break;
    case '[': make_bracket(TokenKind::kStartIndex); break;
    case ')':
      make_bracket(!open_.empty() && open_.back() == 'f' ? TokenKind::kEndArguments : TokenKind::kEndGroup);
      break;
    case ']': make_bracket(TokenKind::kEndIndex); break;
    case ',': make_bracket(TokenKind::kSeparator); break;
    case '*': make_punctuation(TokenKind::kWildcard); break;
    case '\'': read_string(); break;
    case '!':
    case '>':
    case '<':
    case '=':
    case '&':
    case '|': read_operator(c); break;
    case '.': may_follow(token_.kind, kStart) ? read_number() : make_punctuation(TokenKind::kDereference); break;
    default: is_digit(c) || c == '-' || c == '+' ? read_number() : read_word(); break;
  }
  return true;
}

bool Lexer::next_is_property() {
  const std::size_t begin = at_ + 1;
  if (begin >= text_.size() || text_[at_] != '.' || class_of(text_[begin]) != kLetterClass ||
      !may_follow(token_.kind, kDereferenceable)) {
    return false;
  }
  const std::size_t end = end_of_legal_word(begin);
  if (end < text_.size() && !is_boundary(end)) {
    return false;
  }
  at_ = end;
  before_ = TokenKind::kDereference;
  token_.begin = static_cast<std::uint32_t>(begin);
  token_.kind = TokenKind::kPropertyName;
  token_.end = static_cast<std::uint32_t>(end);
  return true;
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

void Lexer::make(TokenKind kind, std::size_t begin) {
  before_ = token_.kind;
  const bool is_misplaced =
      kind != TokenKind::kMalformed && !may_follow(before_, kPlaces[static_cast<std::size_t>(kind)]);
  token_.begin = static_cast<std::uint32_t>(begin);
  token_.kind = is_misplaced ? TokenKind::kMisplaced : kind;
  token_.end = static_cast<std::uint32_t>(at_);
}

void Lexer::make_punctuation(TokenKind kind) {
  ++at_;
  make(kind, at_ - 1);
}

void Lexer::make_bracket(TokenKind kind) {
  make_punctuation(kind);
  if (token_.kind == kind && !update_brackets(kind)) {
    token_.kind = TokenKind::kMisplaced;
  }
}

void Lexer::read_operator(char first) {
  const std::size_t begin = at_;
  const char second = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
  at_ += 2;
  if (second == '=') {
    switch (first) {
      case '=': return make(TokenKind::kEqual, begin);
      case '!': return make(TokenKind::kNotEqual, begin);
      case '<': return make(TokenKind::kLessOrEqual, begin);
      case '>': return make(TokenKind::kGreaterOrEqual, begin);
      default: break;
    }
  } else if (second == first && first == '&') {
    return make(TokenKind::kAnd, begin);
  } else if (second == first && first == '|') {
    return make(TokenKind::kOr, begin);
  }
  at_ = begin + 1;
  switch (first) {
    case '!': return make(TokenKind::kNot, begin);
    case '<': return make(TokenKind::kLess, begin);
    case '>': return make(TokenKind::kGreater, begin);
    default: break;
  }
  at_ = end_of_word(at_);
  make(TokenKind::kMalformed, begin);
}

void Lexer::read_number() {
  const std::size_t begin = at_;
  ++at_;
  while (at_ < text_.size() && (text_[at_] == '.' || !is_boundary(at_))) {
    ++at_;
  }
  const double number = parse_number(text_.substr(begin, at_ - begin));
  make(std::isnan(number) ? TokenKind::kMalformed : TokenKind::kNumber, begin);
}

void Lexer::read_string() {
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

void Lexer::read_word() {
  const std::size_t begin = at_;
  const bool starts_legally = class_of(text_[at_]) == kLetterClass;
  at_ = end_of_legal_word(at_);
  if (!starts_legally || (at_ < text_.size() && !is_boundary(at_))) {
    at_ = end_of_word(begin + 1);
    return make(TokenKind::kMalformed, begin);
  }
  const std::string_view word = text_.substr(begin, at_ - begin);
  if (token_.kind == TokenKind::kDereference) {
    return make(TokenKind::kPropertyName, begin);
  }
  switch (word.front()) {
    case 'n':
      if (word == "null") {
        return make(TokenKind::kNull, begin);
      }
      break;
    case 't':
    case 'f':
      if (word == "true" || word == "false") {
        return make(TokenKind::kBoolean, begin);
      }
      break;
    case 'N':
    case 'I':
      if (word == "NaN" || word == "Infinity") {
        return make(TokenKind::kNumber, begin);
      }
      break;
    default: break;
  }
  const std::size_t after = skip_white_space(at_);
  const bool is_function = after < text_.size() && text_[after] == '(';
  make(is_function ? TokenKind::kFunction : TokenKind::kNamedValue, begin);
}

/// Where letters, digits, `_` and `-` end.
std::size_t Lexer::end_of_legal_word(std::size_t at) const {
  const char* end = text_.data() + at;
  while ((class_of(*end) & kWordClasses) != 0) {
    ++end;
  }
  return static_cast<std::size_t>(end - text_.data());
}

std::size_t Lexer::skip_white_space(std::size_t at) const {
  // Nearly always there is one space or none, and then a token.
  at += text_.data()[at] == ' ' ? 1 : 0;
  while ((class_of(text_.data()[at]) & (kSpaceClass | kHighClass)) != 0) {
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
