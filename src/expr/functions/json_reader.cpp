// The lenient JSON reader. It follows Newtonsoft.Json 13's JsonTextReader (the version that actions/runner uses) in
// what it takes and in where it says that something is wrong; `new Date(...)` constructors are left out.
#include "expr/functions/json_reader.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "base/strings.h"
#include "expr/ordinal.h"

namespace ropewalk::expr {
namespace {

constexpr std::size_t kMaxDepth = 64;
/// Newtonsoft refuses integers with more digits.
constexpr std::size_t kMaxIntegerDigits = 380;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Where the reader is inside a container, for the path in messages.
struct Level {
  bool is_array = false;
  bool is_started = false;
  std::size_t index = 0;
  std::string key;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  tl::expected<Value, std::string> read();

 private:
  using Read = std::optional<Value>;  // nothing: `error_` says why

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] bool is_separator_at(std::size_t at) const;
  [[nodiscard]] std::string_view character() const;

  std::nullopt_t fail(std::string_view message);
  std::nullopt_t fail_at_character(std::string_view before);
  [[nodiscard]] std::string path() const;

  bool skip_white_space();
  bool skip_white_space_and_comments();
  bool skip_comment();
  Read read_value();
  Read read_array();
  Read read_object();
  Read read_word(std::string_view word, Value value, std::string_view kind);
  Read read_number();
  std::optional<std::string> read_string();
  bool read_escape(std::string& out);
  std::optional<std::uint32_t> read_hex_unit();
  std::optional<std::string> read_key();
  bool open(bool is_array);

  std::string_view text_;
  std::size_t at_ = 0;
  std::string_view outermost_;
  std::vector<Level> levels_;
  std::string error_;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_identifier(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool Reader::is_separator_at(std::size_t at) const {
  constexpr std::string_view kSeparators = "}],";
  return at >= text_.size() || kSeparators.find(text_[at]) != std::string_view::npos ||
         white_space_length(text_, at) > 0 || text_.substr(at, 2) == "/*" || text_.substr(at, 2) == "//";
}

/// The whole character at the current place, for messages.
std::string_view Reader::character() const {
  std::size_t length = 1;
  while (at_ + length < text_.size() && (static_cast<unsigned char>(text_[at_ + length]) & 0xC0U) == 0x80U) {
    ++length;
  }
  return text_.substr(at_, length);
}

std::string Reader::path() const {
  std::string out;
  for (const Level& level : levels_) {
    if (!level.is_started) {
      break;
    }
    if (level.is_array) {
      out += fmt::format("[{}]", level.index);
    } else if (level.key.find_first_of(". '/\"[]()\t\n\r\f\b\\") != std::string::npos) {
      out += fmt::format("['{}']", level.key);
    } else {
      out += (out.empty() ? "" : ".") + level.key;
    }
  }
  return out;
}

std::nullopt_t Reader::fail(std::string_view message) {
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
  return std::nullopt;
}

std::nullopt_t Reader::fail_at_character(std::string_view before) {
  return fail(fmt::format("{}: {}.", before, character()));
}

tl::expected<Value, std::string> Reader::read() {
  if (!skip_white_space()) {
    return tl::unexpected(std::move(error_));
  }
  if (at_end()) {
    fail("Error reading JToken from JsonReader.");
    return tl::unexpected(std::move(error_));
  }
  if (peek() == '/') {
    // A comment in front is itself the first value, and GitHub turns what it doesn't know into text.
    const std::size_t begin = at_;
    if (!skip_comment()) {
      return tl::unexpected(std::move(error_));
    }
    const std::string_view comment = text_.substr(begin, at_ - begin);
    return Value(comment.substr(2, comment.size() - (comment[1] == '*' ? 4 : 2)));
  }
  outermost_ = peek() == '{' ? "JObject" : "JArray";
  Read value = read_value();
  if (!value) {
    return tl::unexpected(std::move(error_));
  }
  return std::move(*value);
}

bool Reader::skip_white_space() {
  while (!at_end()) {
    const std::size_t length = peek() == '\0' ? 1 : white_space_length(text_, at_);
    if (length == 0) {
      break;
    }
    at_ += length;
  }
  return true;
}

bool Reader::skip_white_space_and_comments() {
  while (skip_white_space() && peek() == '/') {
    if (!skip_comment()) {
      return false;
    }
  }
  return true;
}

bool Reader::skip_comment() {
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

bool Reader::open(bool is_array) {
  ++at_;
  if (levels_.size() == kMaxDepth) {
    levels_.push_back({});
    fail(fmt::format("The reader's MaxDepth of {} has been exceeded.", kMaxDepth));
    return false;
  }
  levels_.push_back({is_array, false, 0, {}});
  return true;
}

Reader::Read Reader::read_value() {
  switch (peek()) {
    case '{': return read_object();
    case '[': return read_array();
    case '"':
    case '\'':
      if (auto text = read_string()) {
        return Value(std::move(*text));
      }
      return std::nullopt;
    case 't': return read_word("true", true, "boolean");
    case 'f': return read_word("false", false, "boolean");
    case 'n':
      return peek(1) == 'e' ? fail_at_character("Unexpected character encountered while parsing value")
                            : read_word("null", {}, "null");
    case 'u': return read_word("undefined", "", "undefined");  // GitHub makes text of what it doesn't know
    case 'N': return read_word("NaN", kNaN, "NaN");
    case 'I': return read_word("Infinity", kInfinity, "Infinity");
    case '-':
      if (peek(1) == 'I') {
        return read_word("-Infinity", -kInfinity, "-Infinity");
      }
      return read_number();
    case '.': return read_number();
    default:
      return is_digit(peek()) ? read_number()
                              : fail_at_character("Unexpected character encountered while parsing value");
  }
}

Reader::Read Reader::read_word(std::string_view word, Value value, std::string_view kind) {
  for (const char expected : word) {
    if (at_end()) {
      return fail("Unexpected end when reading JSON.");
    }
    if (peek() != expected) {
      return fail(fmt::format("Error parsing {} value.", kind));
    }
    ++at_;
  }
  if (!is_separator_at(at_)) {
    return fail(fmt::format("Error parsing {} value.", kind));
  }
  return value;
}

Reader::Read Reader::read_number() {
  constexpr std::string_view kNumberCharacters = "0123456789+-.abcdefABCDEFxX";
  const std::size_t begin = at_;
  at_ = std::min(text_.find_first_not_of(kNumberCharacters, at_), text_.size());
  if (!is_separator_at(at_) && peek() != '/') {
    return fail_at_character("Unexpected character encountered while parsing number");
  }
  const std::string_view number = text_.substr(begin, at_ - begin);
  const bool is_prefixed =
      number.size() > 1 && number[0] == '0' && number[1] != '.' && number[1] != 'e' && number[1] != 'E';
  if (is_prefixed) {
    const bool is_hexadecimal = number[1] == 'x' || number[1] == 'X';
    const std::string_view digits = number.substr(is_hexadecimal ? 2 : 0);
    std::uint64_t bits = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), bits, is_hexadecimal ? 16 : 8);
    if (result.ec == std::errc() && result.ptr == digits.data() + digits.size()) {
      return Value(static_cast<double>(static_cast<std::int64_t>(bits)));
    }
    return fail(fmt::format("Input string '{}' is not a valid number.", number));
  }
  if (number.size() > kMaxIntegerDigits && number.find_first_of(".eE") == std::string_view::npos) {
    return fail(fmt::format("JSON integer {} is too large to parse.", number));
  }
  const double value = parse_number(number);
  if (std::isnan(value)) {
    return fail(fmt::format("Input string '{}' is not a valid number.", number));
  }
  return Value(value);
}

std::optional<std::string> Reader::read_string() {
  const char quote = peek();
  std::string out;
  ++at_;
  while (true) {
    const std::size_t plain = std::min(text_.find_first_of(quote == '"' ? "\"\\" : "'\\", at_), text_.size());
    out += text_.substr(at_, plain - at_);
    at_ = plain;
    if (at_end()) {
      return fail(fmt::format("Unterminated string. Expected delimiter: {}.", quote));
    }
    ++at_;
    if (text_[plain] == quote) {
      return out;
    }
    if (!read_escape(out)) {
      return std::nullopt;
    }
  }
}

bool Reader::read_escape(std::string& out) {
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
  const auto unit = read_hex_unit();
  if (!unit) {
    return false;
  }
  std::uint32_t code_point = *unit;
  const bool is_high = code_point >= 0xD800 && code_point < 0xDC00;
  if (is_high && peek() == '\\' && peek(1) == 'u') {
    const std::size_t second = at_;
    at_ += 2;
    const auto low = read_hex_unit();
    if (!low) {
      return false;
    }
    if (*low >= 0xDC00 && *low < 0xE000) {
      code_point = 0x10000 + ((code_point - 0xD800) << 10U) + (*low - 0xDC00);
    } else {
      at_ = second;  // not its other half
    }
  }
  append_utf8(out, code_point);
  return true;
}

std::optional<std::uint32_t> Reader::read_hex_unit() {
  constexpr std::size_t kDigits = 4;
  const std::string_view digits = text_.substr(at_, kDigits);
  if (digits.size() < kDigits) {
    at_ = text_.size();
    return fail("Unexpected end while parsing Unicode escape sequence.");
  }
  std::uint32_t unit = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + kDigits, unit, 16);
  if (result.ptr != digits.data() + kDigits) {
    return fail(fmt::format("Invalid Unicode escape sequence: \\u{}.", digits));
  }
  at_ += kDigits;
  return unit;
}

Reader::Read Reader::read_array() {
  if (!open(true)) {
    return std::nullopt;
  }
  Array items;
  bool expects_value = true;
  while (true) {
    if (!skip_white_space_and_comments()) {
      return std::nullopt;
    }
    if (at_end()) {
      const bool is_bare = levels_.size() == 1 && !levels_.back().is_started;
      return fail(is_bare ? "Error reading JArray from JsonReader."
                          : fmt::format("Unexpected end of content while loading {}.", outermost_));
    }
    if (peek() == ']') {
      ++at_;
      levels_.pop_back();
      return Value(std::move(items));
    }
    if (!expects_value) {
      if (peek() != ',') {
        return fail_at_character("After parsing a value an unexpected character was encountered");
      }
      ++at_;
      expects_value = true;
      continue;
    }
    // A comma where a value should be stands for one that is undefined.
    Read item = peek() == ',' ? Read(Value("")) : read_value();
    if (!item) {
      return std::nullopt;
    }
    items.push_back(std::move(*item));
    Level& level = levels_.back();
    level.index = level.is_started ? level.index + 1 : 0;
    level.is_started = true;
    expects_value = false;
  }
}

std::optional<std::string> Reader::read_key() {
  if (peek() == '"' || peek() == '\'') {
    return read_string();
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
  return std::string(text_.substr(begin, at_ - begin));
}

Reader::Read Reader::read_object() {
  if (!open(false)) {
    return std::nullopt;
  }
  Object members;
  bool expects_key = true;
  while (true) {
    if (!skip_white_space_and_comments()) {
      return std::nullopt;
    }
    if (at_end()) {
      const bool is_bare = levels_.size() == 1 && !levels_.back().is_started;
      return fail(is_bare ? "Error reading JObject from JsonReader."
                          : fmt::format("Unexpected end of content while loading {}.", outermost_));
    }
    if (peek() == '}') {
      ++at_;
      levels_.pop_back();
      return Value(std::move(members));
    }
    if (!expects_key) {
      if (peek() != ',') {
        return fail_at_character("After parsing a value an unexpected character was encountered");
      }
      ++at_;
      expects_key = true;
      continue;
    }
    std::optional<std::string> key = read_key();
    if (!key || !skip_white_space()) {
      return std::nullopt;
    }
    if (peek() != ':') {
      return fail_at_character("Invalid character after parsing property name. Expected ':' but got");
    }
    ++at_;
    levels_.back().key = *key;
    levels_.back().is_started = true;
    if (!skip_white_space_and_comments()) {
      return std::nullopt;
    }
    if (at_end()) {
      return fail(fmt::format("Unexpected end of content while loading {}.", outermost_));
    }
    Read value = read_value();
    if (!value) {
      return std::nullopt;
    }
    members.set(std::move(*key), std::move(*value));
    expects_key = false;
  }
}

}  // namespace

tl::expected<Value, std::string> read_lenient_json(std::string_view text) { return Reader(text).read(); }

}  // namespace ropewalk::expr
