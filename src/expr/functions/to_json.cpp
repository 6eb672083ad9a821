// toJSON(value): JSON with two spaces of indent, in the exact form of GitHub's writer (which is Newtonsoft's for
// strings and the language's own for numbers, so that NaN and Infinity appear as words).
#include <fmt/format.h>

#include "base/strings.h"
#include "expr/functions/builtin.h"

namespace ropewalk::expr {
namespace {

/// A text as Newtonsoft.Json quotes it: short escapes, \u for other control characters and for the line separators
/// U+0085, U+2028 and U+2029.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '"': out += "\\\""; continue;
      case '\\': out += "\\\\"; continue;
      case '\b': out += "\\b"; continue;
      case '\f': out += "\\f"; continue;
      case '\n': out += "\\n"; continue;
      case '\r': out += "\\r"; continue;
      case '\t': out += "\\t"; continue;
      default: break;
    }
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else if (text.substr(i, 2) == "\u0085") {
      out += "\\u0085";
      i += 1;
    } else if (text.substr(i, 3) == "\u2028" || text.substr(i, 3) == "\u2029") {
      out += text[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

/// Writes one value, counting each piece as GitHub does. Values are no deeper than what made them allows.
class Writer {
 public:
  explicit Writer(std::size_t limit) : counter_(limit) {}

  /// False when the memory limit is passed.
  bool write(const Value& value, std::string_view prefix, std::size_t level) {
    switch (value.kind()) {
      case Kind::kArray: return write_array(value.array(), prefix, level);
      case Kind::kObject: return write_object(value.object(), prefix, level);
      case Kind::kNull: return append(prefix, "null");
      case Kind::kString: return append(prefix, quoted(value.text()));
      case Kind::kBoolean:
      case Kind::kNumber: return append(prefix, TextOf(value).view());
    }
    return true;
  }

  [[nodiscard]] std::string take() && { return std::move(out_); }

 private:
  bool append(std::string_view prefix, std::string_view text) {
    const std::size_t before = out_.size();
    out_ += prefix;
    out_ += text;
    return counter_.add_text(std::string_view(out_).substr(before));
  }

  static std::string new_line(std::size_t level) { return "\n" + std::string(2 * level, ' '); }

  bool write_array(const Array& array, std::string_view prefix, std::size_t level) {
    if (array.empty()) {
      return append(prefix, "[]");
    }
    bool fits = append(prefix, "[");
    std::string item_prefix = new_line(level + 1);
    for (std::size_t i = 0; i < array.size() && fits; ++i) {
      fits = write(array[i], item_prefix, level + 1);
      if (i == 0) {
        item_prefix.insert(0, ",");
      }
    }
    return fits && append(new_line(level), "]");
  }

  bool write_object(const Object& object, std::string_view prefix, std::size_t level) {
    if (object.members().empty()) {
      return append(prefix, "{}");
    }
    bool fits = append(prefix, "{");
    std::string key_prefix = new_line(level + 1);
    for (const auto& [key, value] : object.members()) {
      fits = fits && append(key_prefix, quoted(key)) && write(value, ": ", level + 1);
      if (!fits) {
        return false;
      }
      if (key_prefix.front() != ',') {
        key_prefix.insert(0, ",");
      }
    }
    return fits && append(new_line(level), "}");
  }

  MemoryCounter counter_;
  std::string out_;
};

}  // namespace

Evaluation evaluate_to_json(Evaluator& evaluator, const Node& call, std::size_t level) {
  const Evaluation argument = evaluator.evaluate(call.child(0), level + 1);
  if (!argument) {
    return argument;
  }
  Writer writer(evaluator.limits().memory_bytes);
  if (!writer.write(argument->value(), "", 0)) {
    return Evaluator::fail_for_memory(call);
  }
  return Outcome::owned(std::move(writer).take());
}

}  // namespace ropewalk::expr
