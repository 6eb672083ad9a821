// toJSON(value): JSON with two spaces of indent, in the exact form of GitHub's writer (which is Newtonsoft's for
// strings and the language's own for numbers, so that NaN and Infinity appear as words).
#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "expr/functions/builtin.h"

namespace ropewalk::expr {
namespace {

enum class Escape : std::uint8_t { kNo, kYes, kWithNext };

/// What Newtonsoft.Json escapes: quotes, backslashes, control characters, and the line separators U+0085, U+2028 and
/// U+2029, for which the bytes after the first one decide.
constexpr std::array<Escape, 256> make_escapes() {
  std::array<Escape, 256> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) {
    escapes[c] = Escape::kYes;
  }
  escapes['"'] = escapes['\\'] = Escape::kYes;
  escapes[0xC2] = escapes[0xE2] = Escape::kWithNext;
  return escapes;
}

constexpr auto kEscapes = make_escapes();

bool needs_escape(std::string_view text, std::size_t at) {
  switch (kEscapes[static_cast<unsigned char>(text[at])]) {
    case Escape::kNo: return false;
    case Escape::kYes: return true;
    case Escape::kWithNext: break;
  }
  return text.substr(at, 2) == "\u0085" || text.substr(at, 3) == "\u2028" || text.substr(at, 3) == "\u2029";
}

/// Appends the escape of the character at `at`, which moves to its last byte.
void append_escape(std::string& out, std::string_view text, std::size_t& at) {
  const char c = text[at];
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    case '\xC2':
      out += "\\u0085";
      at += 1;
      return;
    case '\xE2':
      out += text[at + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      at += 2;
      return;
    default: out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
  }
}

/// Writes one value, counting each piece as GitHub does. Values are no deeper than what made them allows.
class Writer {
 public:
  explicit Writer(MemoryCounter counter) : counter_(counter) {
    constexpr std::size_t kUsualLength = 256;
    out_.reserve(kUsualLength);
  }

  /// Writes a value behind what goes before it; `level` is its depth. False when the memory limit is passed.
  bool write(const Value& value, std::string_view prefix, std::size_t level) {
    switch (value.kind()) {
      case Kind::kArray: return write_array(value.array(), prefix, level);
      case Kind::kObject: return write_object(value.object(), prefix, level);
      case Kind::kNull: return append(prefix, "null");
      case Kind::kString: return append_quoted(prefix, value.text());
      case Kind::kBoolean:
      case Kind::kNumber: return append(prefix, TextOf(value).view());
    }
    return true;
  }

  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  /// Counts what was written since the text was so long.
  bool count_from(std::size_t before) { return counter_.add_text(std::string_view(out_).substr(before)); }

  bool append(std::string_view prefix, std::string_view text) {
    const std::size_t before = out_.size();
    out_ += prefix;
    out_ += text;
    return count_from(before);
  }

  bool append_quoted(std::string_view prefix, std::string_view text) {
    const std::size_t before = out_.size();
    out_ += prefix;
    out_ += '"';
    std::size_t plain = 0;
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (needs_escape(text, at)) {
        out_ += text.substr(plain, at - plain);
        append_escape(out_, text, at);
        plain = at + 1;
      }
    }
    out_ += text.substr(plain);
    out_ += '"';
    return count_from(before);
  }

  /// What goes before an item of a container, comma included; the first item takes it from behind the comma.
  static std::string separator(std::size_t level) { return ",\n" + std::string(2 * level, ' '); }

  bool close(std::size_t level, char bracket) {
    const std::size_t before = out_.size();
    out_ += '\n';
    out_.append(2 * level, ' ');
    out_ += bracket;
    return count_from(before);
  }

  bool write_array(const Array& array, std::string_view prefix, std::size_t level) {
    if (array.empty()) {
      return append(prefix, "[]");
    }
    const std::string line = separator(level + 1);
    bool fits = append(prefix, "[");
    for (std::size_t i = 0; i < array.size() && fits; ++i) {
      fits = write(array[i], std::string_view(line).substr(i == 0 ? 1 : 0), level + 1);
    }
    return fits && close(level, ']');
  }

  bool write_object(const Object& object, std::string_view prefix, std::size_t level) {
    if (object.members().empty()) {
      return append(prefix, "{}");
    }
    const std::string line = separator(level + 1);
    bool fits = append(prefix, "{");
    std::size_t skipped = 1;  // the comma, before the first member
    for (const auto& [key, value] : object.members()) {
      fits = fits && append_quoted(std::string_view(line).substr(skipped), key) && write(value, ": ", level + 1);
      skipped = 0;
    }
    return fits && close(level, '}');
  }

  MemoryCounter counter_;
  std::string out_;
};

}  // namespace

Outcome evaluate_to_json(Evaluator& evaluator, const Node& call, std::size_t level, Value& place) {
  Value value_place;
  const Outcome value = evaluator.evaluate(call.child(0), level + 1, value_place);
  if (!value) {
    return value;
  }
  Writer writer(evaluator.counter());
  if (!writer.write(*value, "", 0)) {
    return evaluator.fail_for_memory(call);
  }
  return made(place, std::move(writer).take());
}

}  // namespace ropewalk::expr
