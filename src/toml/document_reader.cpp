#include "toml/document_reader.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::toml {
namespace {

constexpr int kDeepest = 100;

bool is_bare(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// Control characters have no place in TOML but tabs (and line ends in long strings).
bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == '\x7F'; }

bool is_number_text(std::string_view text) {
  const auto is_good = [](char c) {
    return (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '_' || c == '.' || c == 'e' || c == 'E';
  };
  const std::string_view digits = text.starts_with('+') || text.starts_with('-') ? text.substr(1) : text;
  if (digits == "inf" || digits == "nan") {
    return true;
  }
  if (digits.starts_with("0x") || digits.starts_with("0o") || digits.starts_with("0b")) {
    return digits.size() > 2 && digits.size() == text.size() &&
           std::all_of(digits.begin() + 2, digits.end(), [](char c) {
             return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '_';
           });
  }
  return !digits.empty() && digits.front() >= '0' && digits.front() <= '9' &&
         std::all_of(text.begin(), text.end(), is_good);
}

bool is_date_text(std::string_view text) {
  const auto is_good = [](char c) {
    return (c >= '0' && c <= '9') || c == ':' || c == '-' || c == '+' || c == '.' || c == 'T' || c == 't' || c == 'Z' ||
           c == 'z' || c == ' ';
  };
  const auto has_at = [&](std::size_t at, char c) { return at < text.size() && text[at] == c; };
  return std::all_of(text.begin(), text.end(), is_good) && ((has_at(4, '-') && has_at(7, '-')) || has_at(2, ':'));
}

}  // namespace

tl::expected<Node, Problem> DocumentReader::read() {
  if (text_.starts_with("\xEF\xBB\xBF")) {
    text_.remove_prefix(3);
  }
  root_ = make(NodeKind::kTable);
  try {
    if (!is_valid_utf8(text_)) {
      stop("the file is not UTF-8");
    }
    for (skip_gaps(); at_ < text_.size(); skip_gaps()) {
      read_line();
    }
  } catch (const Stop& end) {
    return tl::unexpected(Problem{line_, static_cast<int>(end.at - std::min(end.at, line_begin_)) + 1, end.message});
  }
  return std::move(root_);
}

void DocumentReader::read_line() {
  if (is_at('[')) {
    read_header();
  } else {
    read_pair(*table_, 0);
  }
  skip_blanks();
  if (at_ < text_.size() && !is_line_end() && !is_at('#')) {
    stop("the line goes on behind its value");
  }
}

void DocumentReader::read_header() {
  const bool is_array = text_.substr(at_, 2) == "[[";
  at_ += is_array ? 2 : 1;
  skip_blanks();
  const Keys keys = read_keys();
  skip_blanks();
  expect(']', "behind the name of a table");
  if (is_array) {
    expect(']', "behind the name of a table");
  }
  Node& parent = open(root_, keys, keys.size() - 1);
  const auto found = std::find_if(parent.members.begin(), parent.members.end(),
                                  [&](const auto& pair) { return pair.key == keys.back(); });
  if (is_array) {
    Node* known = found == parent.members.end() ? nullptr : &found->value;
    if (known == nullptr) {
      known = &parent.members.emplace_back(Member{keys.back(), make(NodeKind::kArray)}).value;
    } else if (known->kind != NodeKind::kArray || known->is_closed) {
      stop("'" + keys.back() + "' is not a list of tables");
    }
    Node& list = *known;
    list.items.push_back(make(NodeKind::kTable));
    table_ = &list.items.back();
    return;
  }
  if (found == parent.members.end()) {
    parent.members.push_back(Member{keys.back(), make(NodeKind::kTable)});
    table_ = &parent.members.back().value;
  } else if (found->value.kind != NodeKind::kTable || found->value.is_closed || found->value.is_defined) {
    stop("'" + keys.back() + "' is there already");
  } else {
    table_ = &found->value;
    table_->line = line_;
  }
  table_->is_defined = true;
}

void DocumentReader::read_pair(Node& table, int depth) {
  const std::size_t begin = at_;
  const Keys keys = read_keys();
  skip_blanks();
  expect('=', "behind a key");
  skip_blanks();
  Node& parent = open(table, keys, keys.size() - 1);
  if (parent.find(keys.back()) != nullptr) {
    at_ = begin;
    stop("'" + keys.back() + "' is there already");
  }
  // Dotted keys define the tables on their way.
  if (keys.size() > 1) {
    parent.is_defined = true;
  }
  Node value = read_value(depth);
  parent.members.push_back(Member{keys.back(), std::move(value)});
}

Node& DocumentReader::open(Node& from, const Keys& keys, std::size_t count) {
  Node* node = &from;
  for (std::size_t i = 0; i < count; ++i) {
    const auto found =
        std::find_if(node->members.begin(), node->members.end(), [&](const auto& pair) { return pair.key == keys[i]; });
    if (found == node->members.end()) {
      node->members.push_back(Member{keys[i], make(NodeKind::kTable)});
      node = &node->members.back().value;
      continue;
    }
    node = &found->value;
    if (node->kind == NodeKind::kArray && !node->is_closed && !node->items.empty()) {
      node = &node->items.back();
    }
    if (node->kind != NodeKind::kTable || node->is_closed) {
      stop("'" + keys[i] + "' is not a table that can be added to");
    }
  }
  return *node;
}

DocumentReader::Keys DocumentReader::read_keys() {
  Keys keys;
  do {
    skip_blanks();
    keys.push_back(read_key());
    skip_blanks();
  } while (is_at('.') && ++at_ > 0);
  if (keys.size() > kDeepest) {
    stop("a key has more than 100 parts");
  }
  return keys;
}

std::string DocumentReader::read_key() {
  if (is_at('"') || is_at('\'')) {
    return read_short_string(text_[at_]);
  }
  const std::size_t begin = at_;
  while (at_ < text_.size() && is_bare(text_[at_])) {
    ++at_;
  }
  if (at_ == begin) {
    stop("a key was expected");
  }
  return std::string(text_.substr(begin, at_ - begin));
}

Node DocumentReader::read_value(int depth) {
  if (depth > kDeepest) {
    stop("values are nested more than 100 deep");
  }
  if (is_at('[')) {
    return read_array(depth);
  }
  if (is_at('{')) {
    return read_inline_table(depth);
  }
  if (is_at('"') || is_at('\'')) {
    Node node = make(NodeKind::kText);
    node.text = read_string();
    return node;
  }
  return read_scalar();
}

Node DocumentReader::read_array(int depth) {
  Node node = make(NodeKind::kArray);
  node.is_closed = true;
  ++at_;
  for (skip_gaps(); !is_at(']'); skip_gaps()) {
    node.items.push_back(read_value(depth + 1));
    skip_gaps();
    if (!is_at(',')) {
      break;
    }
    ++at_;
  }
  skip_gaps();
  expect(']', "at the end of an array");
  return node;
}

Node DocumentReader::read_inline_table(int depth) {
  Node node = make(NodeKind::kTable);
  ++at_;
  skip_blanks();
  while (!is_at('}')) {
    read_pair(node, depth + 1);
    skip_blanks();
    if (!is_at(',')) {
      break;
    }
    ++at_;
    skip_blanks();
    if (is_at('}')) {
      stop("an inline table does not end with a comma");
    }
  }
  expect('}', "at the end of an inline table");
  node.is_closed = true;
  return node;
}

Node DocumentReader::read_scalar() {
  Node node = make(NodeKind::kNumber);
  std::size_t end = std::min(text_.find_first_of(" \t\r\n,]}#", at_), text_.size());
  // A date and a time may have a blank between them.
  if (end - at_ == 10 && text_[at_ + 4] == '-' && end + 3 < text_.size() && text_[end] == ' ' &&
      text_[end + 3] == ':') {
    end = std::min(text_.find_first_of(" \t\r\n,]}#", end + 1), text_.size());
  }
  const std::string_view word = text_.substr(at_, end - at_);
  if (word == "true" || word == "false") {
    node.kind = NodeKind::kBoolean;
  } else if (is_date_text(word)) {
    node.kind = NodeKind::kDate;
  } else if (!is_number_text(word)) {
    stop(word.empty() ? "a value was expected" : "'" + std::string(word.substr(0, 40)) + "' is not a value");
  }
  node.text = word;
  at_ = end;
  return node;
}

Node DocumentReader::make(NodeKind kind) const {
  Node node;
  node.kind = kind;
  node.line = line_;
  node.column = static_cast<int>(at_ - line_begin_) + 1;
  return node;
}

void DocumentReader::skip_blanks() {
  while (is_at(' ') || is_at('\t')) {
    ++at_;
  }
}

bool DocumentReader::is_line_end() const { return is_at('\n') || text_.substr(at_, 2) == "\r\n"; }

void DocumentReader::skip_gaps() {
  while (at_ < text_.size()) {
    skip_blanks();
    if (is_at('#')) {
      const std::size_t end = std::min(text_.find('\n', at_), text_.size());
      const std::string_view comment = text_.substr(at_, end - at_);
      const std::string_view checked = comment.ends_with('\r') ? comment.substr(0, comment.size() - 1) : comment;
      if (std::any_of(checked.begin(), checked.end(), is_control)) {
        stop("a comment has a control character");
      }
      at_ = end;
    }
    if (!is_line_end()) {
      return;
    }
    end_line();
  }
}

void DocumentReader::end_line() {
  at_ += is_at('\r') ? 2 : 1;
  ++line_;
  line_begin_ = at_;
}

void DocumentReader::expect(char c, std::string_view where) {
  if (!is_at(c)) {
    stop("'" + std::string(1, c) + "' was expected " + std::string(where));
  }
  ++at_;
}

void DocumentReader::stop(std::string message) const { throw Stop{at_, std::move(message)}; }

std::string DocumentReader::read_string() {
  const char quote = text_[at_];
  const bool is_long = at_ + 2 < text_.size() && text_[at_ + 1] == quote && text_[at_ + 2] == quote;
  return is_long ? read_long_string(quote) : read_short_string(quote);
}

std::string DocumentReader::read_short_string(char quote) {
  std::string out;
  for (++at_;;) {
    // Most strings have nothing in them that needs a look.
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\\' && !is_control(text_[at_])) {
      ++at_;
    }
    out += text_.substr(begin, at_ - begin);
    if (at_ >= text_.size() || is_control(text_[at_])) {
      stop("a string is not closed on its line");
    }
    if (text_[at_] == quote) {
      ++at_;
      return out;
    }
    if (quote == '\'') {
      out += text_[at_++];
    } else {
      read_escape(out, false);
    }
  }
}

std::string DocumentReader::read_long_string(char quote) {
  const std::string end(3, quote);
  std::string out;
  at_ += 3;
  if (is_line_end()) {
    end_line();
  }
  while (true) {
    if (at_ >= text_.size()) {
      stop("a string of several lines is not closed");
    }
    if (text_.substr(at_, 3) == end) {
      // Up to two quotes may stand right before the end.
      at_ += 3;
      for (int more = 0; more < 2 && is_at(quote); ++more) {
        out += quote;
        ++at_;
      }
      return out;
    }
    if (is_line_end()) {
      out += '\n';
      end_line();
    } else if (text_[at_] == '\\' && quote == '"') {
      read_escape(out, true);
    } else if (is_control(text_[at_])) {
      stop("a string has a control character");
    } else {
      out += text_[at_++];
    }
  }
}

void DocumentReader::read_escape(std::string& out, bool is_long) {
  ++at_;
  const char c = at_ < text_.size() ? text_[at_] : '\0';
  constexpr std::string_view kFrom = "btnfr\"\\";
  constexpr std::string_view kTo = "\b\t\n\f\r\"\\";
  if (const std::size_t known = kFrom.find(c); known != std::string_view::npos && c != '\0') {
    out += kTo[known];
    ++at_;
    return;
  }
  if (c == 'u' || c == 'U') {
    const std::size_t digits = c == 'u' ? 4 : 8;
    std::uint32_t code_point = 0;
    for (std::size_t i = 1; i <= digits; ++i) {
      const char digit = at_ + i < text_.size() ? text_[at_ + i] : '\0';
      const int value = digit >= '0' && digit <= '9'   ? digit - '0'
                        : digit >= 'a' && digit <= 'f' ? digit - 'a' + 10
                        : digit >= 'A' && digit <= 'F' ? digit - 'A' + 10
                                                       : -1;
      if (value < 0) {
        stop("an escape has too few digits");
      }
      code_point = code_point * 16 + static_cast<std::uint32_t>(value);
    }
    if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point < 0xE000)) {
      stop("an escape is not a character");
    }
    append_utf8(out, code_point);
    at_ += digits + 1;
    return;
  }
  // A backslash at the end of a line takes all blanks and line ends that follow.
  skip_blanks();
  if (!is_long || !is_line_end()) {
    stop("no such escape");
  }
  while (is_line_end() || is_at(' ') || is_at('\t')) {
    if (is_line_end()) {
      end_line();
    } else {
      ++at_;
    }
  }
}

}  // namespace ropewalk::toml
