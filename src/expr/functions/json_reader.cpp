// The lenient JSON reader. It follows Newtonsoft.Json 13's JsonTextReader (the version that actions/runner uses) in
// what it takes and in where it says that something is wrong; `new Date(...)` constructors are left out.
#include "expr/functions/json_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

#include "expr/functions/json_cursor.h"

namespace ropewalk::expr {
namespace {

/// Newtonsoft refuses integers with more digits.
constexpr std::size_t kMaxIntegerDigits = 380;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

class Reader : private JsonCursor {
 public:
  using JsonCursor::JsonCursor;

  tl::expected<Value, std::string> read();

 private:
  using Read = std::optional<Value>;  // nothing: `error_` says why

  Read read_value();
  Read read_array();
  Read read_object();
  Read read_word(std::string_view word, Value value, std::string_view kind);
  Read read_number();
  Read fail_at_end(std::string_view container);

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
  Read value = read_value();
  if (!value) {
    return tl::unexpected(std::move(error_));
  }
  return std::move(*value);
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
    case ',': return Value("");  // no value before a comma: an undefined one
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

/// The text ended inside a container: nothing of the outermost one was read, or not all of it.
Reader::Read Reader::fail_at_end(std::string_view container) {
  const bool is_bare = levels_.size() == 1 && !levels_.back().is_started;
  return fail(is_bare ? fmt::format("Error reading {} from JsonReader.", container)
                      : fmt::format("Unexpected end of content while loading {}.", outermost_));
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
      return fail_at_end("JArray");
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
    Read item = read_value();
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
      return fail_at_end("JObject");
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
    if (!key) {
      return std::nullopt;
    }
    skip_white_space();
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
      return fail_at_end("JObject");
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
