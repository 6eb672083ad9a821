// toJSON(value): JSON with two spaces of indent, in the exact form of GitHub's writer (which is Newtonsoft's for
// strings and the language's own for numbers, so that NaN and Infinity appear as words).
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "expr/functions/builtin.h"
#include "expr/functions/text_buffer.h"

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

/// The longest escape, `\u0000`.
constexpr std::size_t kLongestEscape = 6;

char* write(char* out, std::string_view text) { return std::copy(text.begin(), text.end(), out); }

/// Writes the escape of the character at `at`, which moves to its last byte; gives the end.
char* write_escape(char* out, std::string_view text, std::size_t& at) {
  const char c = text[at];
  switch (c) {
    case '"': return write(out, "\\\"");
    case '\\': return write(out, "\\\\");
    case '\b': return write(out, "\\b");
    case '\f': return write(out, "\\f");
    case '\n': return write(out, "\\n");
    case '\r': return write(out, "\\r");
    case '\t': return write(out, "\\t");
    case '\xC2': at += 1; return write(out, "\\u0085");
    case '\xE2': at += 2; return write(out, text[at] == '\xA8' ? "\\u2028" : "\\u2029");
    default: return fmt::format_to(out, "\\u{:04x}", static_cast<unsigned>(c));
  }
}

/// Writes one value, counting each piece as GitHub does. Values are no deeper than what made them allows.
class Writer {
 public:
  explicit Writer(MemoryCounter counter) : counter_(counter) {}

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

  [[nodiscard]] std::string_view text() const { return out_.view(); }

 private:
  /// Counts what was written since the text was so long.
  bool count_from(std::size_t before) { return counter_.add_text(out_.view().substr(before)); }

  bool append(std::string_view prefix, std::string_view text) {
    const std::size_t before = out_.size();
    out_.append(prefix);
    out_.append(text);
    return count_from(before);
  }

  bool append_quoted(std::string_view prefix, std::string_view text) {
    const std::size_t before = out_.size();
    char* out = out_.grow(prefix.size() + kLongestEscape * text.size() + 2);
    out = expr::write(out, prefix);
    *out++ = '"';
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (needs_escape(text, at)) {
        out = write_escape(out, text, at);
      } else {
        *out++ = text[at];
      }
    }
    *out++ = '"';
    out_.end_at(out);
    return count_from(before);
  }

  /// What goes before an item of a container, comma included; the first item takes it from behind the comma.
  static std::string separator(std::size_t level) { return ",\n" + std::string(2 * level, ' '); }

  bool close(std::size_t level, char bracket) {
    const std::size_t before = out_.size();
    out_.append("\n");
    out_.append(2 * level, ' ');
    out_.append(1, bracket);
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
  TextBuffer out_;
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
  return made(place, writer.text());
}

}  // namespace ropewalk::expr
