// Characters, strings and messages of the lenient JSON reader, after Newtonsoft.Json 13's JsonTextReader.
#include "expr/functions/json_cursor.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <span>

#include "base/strings.h"
#include "expr/ordinal.h"

namespace ropewalk::expr {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_identifier(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

bool JsonCursor::is_separator_at(std::size_t at) const {
  if (at >= text_.size() || text_[at] == '}' || text_[at] == ']' || text_[at] == ',') {
    return true;
  }
  return white_space_length(text_, at) > 0 || text_.substr(at, 2) == "/*" || text_.substr(at, 2) == "//";
}

/// The whole character at the current place, for messages.
std::string_view JsonCursor::character() const {
  std::size_t length = 1;
  while (at_ + length < text_.size() && (static_cast<unsigned char>(text_[at_ + length]) & 0xC0U) == 0x80U) {
    ++length;
  }
  return text_.substr(at_, length);
}

std::string JsonCursor::path() const {
  std::string out;
  for (const Level& level : std::span(levels_).first(depth_)) {
    if (!level.is_started) {
      break;
    }
    if (level.is_array) {
      out += fmt::format("[{}]", level.index);
      continue;
    }
    JsonCursor at_key(text_);
    at_key.at_ = level.key_at;
    std::string_view key;
    static_cast<void>(at_key.read_key(key));  // it was read before
    if (key.find_first_of(". '/\"[]()\t\n\r\f\b\\") != std::string_view::npos) {
      out += fmt::format("['{}']", key);
    } else {
      out += out.empty() ? "" : ".";
      out += key;
    }
  }
  return out;
}

bool JsonCursor::fail(std::string_view message) {
  const std::string_view before = text_.substr(0, at_);
  std::size_t line = 1;
  std::size_t line_start = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool is_return_of_pair = before[i] == '\r' && i + 1 < text_.size() && text_[i + 1] == '\n';
    if ((before[i] == '\n' || before[i] == '\r') && !is_return_of_pair) {
      ++line;
      line_start = i + 1;
    }
  }
  const std::size_t position = utf16_length(before.substr(line_start));
  line = at_ == 0 ? 0 : line;
  error_ = fmt::format("{} Path '{}', line {}, position {}.", message, path(), line, position);
  return false;
}

bool JsonCursor::fail_at_character(std::string_view before) {
  return fail(fmt::format("{}: {}.", before, character()));
}

void JsonCursor::skip_white_space() {
  while (!at_end()) {
    const char c = text_[at_];
    if (c > ' ') {
      return;  // nearly always: ASCII that is no white space
    }
    const std::size_t length = c == '\0' ? 1 : white_space_length(text_, at_);
    if (length == 0) {
      return;
    }
    at_ += length;
  }
}

bool JsonCursor::skip_white_space_and_comments() {
  for (skip_white_space(); peek() == '/'; skip_white_space()) {
    if (!skip_comment()) {
      return false;
    }
  }
  return true;
}

bool JsonCursor::skip_comment() {
  const char kind = peek(1);
  if (kind != '*' && kind != '/') {
    at_ = std::min(at_ + 1, text_.size());
    fail(at_end() ? "Unexpected end while parsing comment."
                  : fmt::format("Error parsing comment. Expected: *, got {}.", character()));
    return false;
  }
  if (kind == '/') {
    at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
    return true;
  }
  const std::size_t end = text_.find("*/", at_ + 2);
  if (end == std::string_view::npos) {
    at_ = text_.size();
    fail("Unexpected end while parsing comment.");
    return false;
  }
  at_ = end + 2;
  return true;
}

bool JsonCursor::open(bool is_array) {
  ++at_;
  const bool fits = depth_ < kMaxDepth;
  levels_[depth_++] = {is_array, false, 0, 0};
  if (!fits) {
    fail(fmt::format("The reader's MaxDepth of {} has been exceeded.", kMaxDepth));
  }
  return fits;
}

std::string_view JsonCursor::read_plain(char quote) {
  const char* const begin = text_.data() + at_;
  const char* const end = text_.data() + text_.size();
  const char* place = begin;
  while (place != end && *place != quote && *place != '\\') {
    ++place;
  }
  at_ = static_cast<std::size_t>(place - text_.data());
  return {begin, static_cast<std::size_t>(place - begin)};
}

bool JsonCursor::read_string(std::string_view& out) {
  const char quote = peek();
  ++at_;
  const std::string_view part = read_plain(quote);
  if (peek() == quote) {
    ++at_;
    out = part;
    return true;
  }
  unescaped_ = part;
  while (!at_end()) {
    if (text_[at_++] == quote) {
      out = unescaped_;
      return true;
    }
    if (!read_escape(unescaped_)) {
      return false;
    }
    unescaped_ += read_plain(quote);
  }
  return fail(fmt::format("Unterminated string. Expected delimiter: {}.", quote));
}

bool JsonCursor::read_escape(std::string& out) {
  if (at_end()) {
    fail("Unterminated string. Expected delimiter: \".");
    return false;
  }
  const char c = text_[at_++];
  switch (c) {
    case 'b': out.push_back('\b'); return true;
    case 't': out.push_back('\t'); return true;
    case 'n': out.push_back('\n'); return true;
    case 'f': out.push_back('\f'); return true;
    case 'r': out.push_back('\r'); return true;
    case '\\':
    case '"':
    case '\'':
    case '/': out.push_back(c); return true;
    case 'u': break;
    default: fail(fmt::format("Bad JSON escape sequence: \\{}.", c)); return false;
  }
  std::uint32_t code_point = 0;
  if (!read_hex_unit(code_point)) {
    return false;
  }
  const bool is_high = code_point >= 0xD800 && code_point < 0xDC00;
  if (is_high && peek() == '\\' && peek(1) == 'u') {
    const std::size_t second = at_;
    at_ += 2;
    std::uint32_t low = 0;
    if (!read_hex_unit(low)) {
      return false;
    }
    if (low >= 0xDC00 && low < 0xE000) {
      code_point = 0x10000 + ((code_point - 0xD800) << 10U) + (low - 0xDC00);
    } else {
      at_ = second;  // not its other half
    }
  }
  append_utf8(out, code_point);
  return true;
}

bool JsonCursor::read_hex_unit(std::uint32_t& out) {
  constexpr std::size_t kDigits = 4;
  const std::string_view digits = text_.substr(at_, kDigits);
  if (digits.size() < kDigits) {
    at_ = text_.size();
    return fail("Unexpected end while parsing Unicode escape sequence.");
  }
  const auto result = std::from_chars(digits.data(), digits.data() + kDigits, out, 16);
  if (result.ptr != digits.data() + kDigits) {
    return fail(fmt::format("Invalid Unicode escape sequence: \\u{}.", digits));
  }
  at_ += kDigits;
  return true;
}

bool JsonCursor::read_key(std::string_view& out) {
  if (peek() == '"' || peek() == '\'') {
    return read_string(out);
  }
  if (!is_identifier(peek())) {
    return fail_at_character("Invalid property identifier character");
  }
  const std::size_t begin = at_;
  while (!at_end() && is_identifier(peek()) && white_space_length(text_, at_) == 0) {
    ++at_;
  }
  if (at_end()) {
    return fail("Unexpected end while parsing unquoted property name.");
  }
  if (peek() != ':' && white_space_length(text_, at_) == 0) {
    return fail_at_character("Invalid JavaScript property identifier character");
  }
  out = text_.substr(begin, at_ - begin);
  return true;
}

}  // namespace ropewalk::expr
