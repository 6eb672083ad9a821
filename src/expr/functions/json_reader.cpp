// The lenient JSON reader. It follows Newtonsoft.Json 13's JsonTextReader (the version that actions/runner uses) in
// what it takes and in where it says that something is wrong; `new Date(...)` constructors are left out.
#include "expr/functions/json_reader.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "expr/functions/json_cursor.h"

namespace ropewalk::expr {
namespace {

/// Newtonsoft refuses integers with more digits.
constexpr std::size_t kMaxIntegerDigits = 380;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

class Reader : private JsonCursor {
 public:
  explicit Reader(std::string_view text) : JsonCursor(text) {}

  tl::expected<Value, std::string> read();

 private:
  /// These put what they read into `out`; false means that `error_` says why there is nothing.
  [[nodiscard]] bool read_value(Value& out);
  [[nodiscard]] bool read_array(Value& out);
  [[nodiscard]] bool read_object(Value& out);
  [[nodiscard]] bool read_word(std::string_view word, Value value, std::string_view kind, Value& out);
  [[nodiscard]] bool read_number(Value& out);
  bool fail_at_end(std::string_view container);

  /// What messages call the container that everything is in.
  std::string_view outermost_;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

tl::expected<Value, std::string> Reader::read() {
  skip_white_space();
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
  Value value;
  if (!read_value(value)) {
    return tl::unexpected(std::move(error_));
  }
  return value;
}

bool Reader::read_value(Value& out) {
  switch (peek()) {
    case '{': return read_object(out);
    case '[': return read_array(out);
    case '"':
    case '\'': {
      std::string_view text;
      const bool is_read = read_string(text);
      out = text;
      return is_read;
    }
    case 't': return read_word("true", true, "boolean", out);
    case 'f': return read_word("false", false, "boolean", out);
    case 'n':
      // Only null begins so; the text may end within it.
      return peek(1) == 'u' || at_ + 1 == text_.size()
                 ? read_word("null", {}, "null", out)
                 : fail_at_character("Unexpected character encountered while parsing value");
    case 'u': return read_word("undefined", "", "undefined", out);  // GitHub makes text of what it doesn't know
    case 'N': return read_word("NaN", kNaN, "NaN", out);
    case 'I': return read_word("Infinity", kInfinity, "Infinity", out);
    case '-': return peek(1) == 'I' ? read_word("-Infinity", -kInfinity, "-Infinity", out) : read_number(out);
    case '.': return read_number(out);
    case ',': out = ""; return true;  // no value before a comma: an undefined one
    default:
      return is_digit(peek()) ? read_number(out)
                              : fail_at_character("Unexpected character encountered while parsing value");
  }
}

bool Reader::read_word(std::string_view word, Value value, std::string_view kind, Value& out) {
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
  out = std::move(value);
  return true;
}

bool Reader::read_number(Value& out) {
  const auto may_be_in_number = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '+' || c == '-' || c == '.' ||
           c == 'x' || c == 'X';
  };
  const std::size_t begin = at_;
  while (!at_end() && may_be_in_number(peek())) {
    ++at_;
  }
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
      out = static_cast<double>(static_cast<std::int64_t>(bits));
      return true;
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
  out = value;
  return true;
}

/// The text ended inside a container: nothing of the outermost one was read, or not all of it.
bool Reader::fail_at_end(std::string_view container) {
  const bool is_bare = depth_ == 1 && !level().is_started;
  return fail(is_bare ? fmt::format("Error reading {} from JsonReader.", container)
                      : fmt::format("Unexpected end of content while loading {}.", outermost_));
}

bool Reader::read_array(Value& out) {
  if (!open(true)) {
    return false;
  }
  constexpr std::size_t kUsualItems = 4;
  Array items;
  items.reserve(kUsualItems);
  bool expects_value = true;
  while (true) {
    if (!skip_white_space_and_comments()) {
      return false;
    }
    if (at_end()) {
      return fail_at_end("JArray");
    }
    if (peek() == ']') {
      ++at_;
      close();
      out = std::move(items);
      return true;
    }
    if (!expects_value) {
      if (peek() != ',') {
        return fail_at_character("After parsing a value an unexpected character was encountered");
      }
      ++at_;
      expects_value = true;
      continue;
    }
    if (!read_value(items.emplace_back())) {
      return false;
    }
    level().index += level().is_started ? 1 : 0;
    level().is_started = true;
    expects_value = false;
  }
}

bool Reader::read_object(Value& out) {
  if (!open(false)) {
    return false;
  }
  Object members;
  bool expects_key = true;
  while (true) {
    if (!skip_white_space_and_comments()) {
      return false;
    }
    if (at_end()) {
      return fail_at_end("JObject");
    }
    if (peek() == '}') {
      ++at_;
      close();
      out = std::move(members);
      return true;
    }
    if (!expects_key) {
      if (peek() != ',') {
        return fail_at_character("After parsing a value an unexpected character was encountered");
      }
      ++at_;
      expects_key = true;
      continue;
    }
    const std::size_t key_at = at_;
    std::string_view key_text;
    if (!read_key(key_text)) {
      return false;
    }
    std::string key(key_text);
    skip_white_space();
    if (peek() != ':') {
      return fail_at_character("Invalid character after parsing property name. Expected ':' but got");
    }
    ++at_;
    level().key_at = key_at;
    level().is_started = true;
    if (!skip_white_space_and_comments()) {
      return false;
    }
    if (at_end()) {
      return fail_at_end("JObject");
    }
    Value value;
    if (!read_value(value)) {
      return false;
    }
    members.set(std::move(key), std::move(value));
    expects_key = false;
  }
}

}  // namespace

tl::expected<Value, std::string> read_lenient_json(std::string_view text) { return Reader(text).read(); }

}  // namespace ropewalk::expr
