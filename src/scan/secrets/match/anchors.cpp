// Reads an expression in RE2's dialect far enough to know its shape. Whatever is not understood makes the whole answer
// "nothing": then the text is searched as a whole, which is slow and right.
#include "scan/secrets/match/anchors.h"

#include <algorithm>
#include <charconv>

#include "base/strings.h"
#include "scan/secrets/match/shape.h"

namespace ropewalk::scan {
namespace {

constexpr int kDeepest = 50;

struct Flags {
  bool ignores_case = false;
};

/// One atom and the bytes that it is made of, for loops.
struct Atom {
  Shape shape;
  ByteSet bytes;
};

ByteSet all_bytes() { return ByteSet().set(); }

ByteSet range(unsigned first, unsigned last) {
  ByteSet set;
  for (unsigned c = first; c <= last && c < 128; ++c) {
    set.set(c);
  }
  return set;
}

/// A class: its ASCII part, and whether any other character is in it.
struct Class {
  ByteSet ascii;
  bool has_others = false;

  void turn_round() {
    ascii = range(0, 127) & ~ascii;
    has_others = true;  // those that were in it may be out now: more than it is, which does no harm
  }
  void ignore_case() {
    for (unsigned c = 'a'; c <= 'z'; ++c) {
      const bool either = ascii[c] || ascii[c - 32];
      ascii[c] = either;
      ascii[c - 32] = either;
    }
  }
};

std::optional<Class> named_class(char letter) {
  Class found;
  switch (letter) {
    case 'd':
    case 'D': found.ascii = range('0', '9'); break;
    case 'w':
    case 'W': found.ascii = range('0', '9') | range('a', 'z') | range('A', 'Z') | range('_', '_'); break;
    case 's':
    case 'S': found.ascii = range('\t', '\n') | range('\f', '\r') | range(' ', ' '); break;
    default: return std::nullopt;
  }
  if (letter < 'a') {
    found.turn_round();
  }
  return found;
}

std::optional<ByteSet> posix_class(std::string_view name) {
  const ByteSet digits = range('0', '9');
  const ByteSet lower = range('a', 'z');
  const ByteSet upper = range('A', 'Z');
  if (name == "alnum") {
    return digits | lower | upper;
  }
  if (name == "alpha") {
    return lower | upper;
  }
  if (name == "digit") {
    return digits;
  }
  if (name == "lower") {
    return lower;
  }
  if (name == "upper") {
    return upper;
  }
  if (name == "word") {
    return digits | lower | upper | range('_', '_');
  }
  if (name == "xdigit") {
    return digits | range('a', 'f') | range('A', 'F');
  }
  if (name == "space") {
    return range('\t', '\r') | range(' ', ' ');
  }
  return std::nullopt;
}

class ExpressionReader {
 public:
  explicit ExpressionReader(std::string_view text) : text_(text) {}

  std::optional<Shape> read() {
    Flags flags;
    const Shape shape = alternation(flags, 0);
    return failed_ || at_ != text_.size() ? std::nullopt : std::optional(shape);
  }

 private:
  [[nodiscard]] bool is_done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return is_done() ? '\0' : text_[at_]; }
  bool take(std::string_view token) {
    if (text_.substr(at_).starts_with(token)) {
      at_ += token.size();
      return true;
    }
    return false;
  }
  void fail() { failed_ = true; }

  Shape alternation(Flags flags, int depth) {
    if (depth > kDeepest) {
      fail();
      return {};
    }
    std::vector<Shape> parts = {sequence(flags, depth)};
    while (!failed_ && take("|")) {
      parts.push_back(sequence(flags, depth));
    }
    return parts.size() == 1 ? parts.front() : either(parts);
  }

  /// Flags that are set in a sequence hold to the end of its group.
  Shape sequence(Flags& flags, int depth) {
    std::vector<Shape> parts;
    while (!failed_ && !is_done() && peek() != '|' && peek() != ')') {
      if (read_flags(flags)) {
        continue;
      }
      Atom atom = one(flags, depth);
      if (!failed_) {
        parts.push_back(with_count(atom));
      }
    }
    return in_sequence(parts);
  }

  /// `(?i)`.
  bool read_flags(Flags& flags) {
    if (!text_.substr(at_).starts_with("(?")) {
      return false;
    }
    std::size_t end = at_ + 2;
    while (end < text_.size() && std::string_view("imsU-").find(text_[end]) != std::string_view::npos) {
      ++end;
    }
    if (end >= text_.size() || text_[end] != ')' || end == at_ + 2) {
      return false;
    }
    set(flags, text_.substr(at_ + 2, end - at_ - 2));
    at_ = end + 1;
    return true;
  }

  static void set(Flags& flags, std::string_view letters) {
    bool is_on = true;
    for (const char letter : letters) {
      if (letter == '-') {
        is_on = false;
      } else if (letter == 'i') {
        flags.ignores_case = is_on;
      }
    }
  }

  Atom group(Flags flags, int depth) {
    if (take("?")) {
      if (take("P<") || take("<")) {
        const std::size_t end = text_.find('>', at_);
        if (end == std::string_view::npos) {
          fail();
          return {};
        }
        at_ = end + 1;
      } else {
        const std::size_t colon = text_.find(':', at_);
        const std::string_view letters = text_.substr(at_, colon == std::string_view::npos ? 0 : colon - at_);
        if (colon == std::string_view::npos || letters.find_first_not_of("imsU-") != std::string_view::npos) {
          fail();
          return {};
        }
        set(flags, letters);
        at_ = colon + 1;
      }
    }
    Atom atom{alternation(flags, depth + 1), all_bytes()};
    if (!take(")")) {
      fail();
    }
    return atom;
  }

  Atom one(const Flags& flags, int depth) {
    const char c = text_[at_++];
    switch (c) {
      case '(': return group(flags, depth);
      case '[': return from_class(class_in_brackets(), flags);
      case '.': {
        Class any;
        any.turn_round();
        return from_class(any, flags);
      }
      case '^':
      case '$': return {shape_of_text(""), {}};
      case '\\': return escaped(flags);
      case '*':
      case '+':
      case '?': fail(); return {};
      default: return character(c, flags);
    }
  }

  Atom character(char c, const Flags& flags) {
    if (static_cast<unsigned char>(c) >= 0x80) {
      --at_;
      const std::size_t begin = at_;
      static_cast<void>(next_code_point(text_, at_));
      Atom atom{shape_of_text(std::string(text_.substr(begin, at_ - begin))), all_bytes()};
      if (flags.ignores_case) {
        atom.shape.exact.reset();  // another case may be of another length
        atom.shape.most = 4;
        atom.shape.tail = TailPart::anything();
      }
      return atom;
    }
    Class single;
    single.ascii.set(static_cast<unsigned char>(c));
    return from_class(single, flags);
  }

  Atom from_class(Class found, const Flags& flags) {
    if (flags.ignores_case) {
      found.ignore_case();
    }
    // Bytes that are no characters are searched as this one (searched_text.h), and looked for here as they are.
    found.has_others = found.has_others || found.ascii[0x1a];
    Atom atom{shape_of_class(found.ascii, found.has_others), found.ascii};
    if (found.has_others) {
      for (std::size_t c = 128; c < 256; ++c) {
        atom.bytes.set(c);
      }
    }
    return atom;
  }

  Atom escaped(const Flags& flags) {
    if (is_done()) {
      fail();
      return {};
    }
    const char c = text_[at_];
    if (std::string_view("bBAz").find(c) != std::string_view::npos) {
      ++at_;
      return {shape_of_text(""), {}};
    }
    if (const auto found = named_class(c)) {
      ++at_;
      return from_class(*found, flags);
    }
    const auto single = escaped_character();
    return single ? character(*single, flags) : Atom{};
  }

  /// Behind a backslash: one ASCII character; others are not understood.
  std::optional<char> escaped_character() {
    const char c = text_[at_++];
    switch (c) {
      case 'n': return '\n';
      case 'r': return '\r';
      case 't': return '\t';
      case 'f': return '\f';
      case 'v': return '\v';
      case 'a': return '\a';
      case 'x': {
        unsigned value = 0;
        const std::string_view digits = text_.substr(at_, 2);
        const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (digits.size() == 2 && read.ptr == digits.data() + 2 && value < 128) {
          at_ += 2;
          return static_cast<char>(value);
        }
        break;
      }
      default:
        if (static_cast<unsigned char>(c) < 128 && std::isalnum(static_cast<unsigned char>(c)) == 0) {
          return c;
        }
    }
    fail();
    return std::nullopt;
  }

  Class class_in_brackets() {
    Class found;
    const bool is_negative = take("^");
    for (bool is_first = true; !failed_; is_first = false) {
      if (is_done()) {
        fail();
        break;
      }
      if (peek() == ']' && !is_first) {
        ++at_;
        break;
      }
      add_item(found);
    }
    if (is_negative) {
      found.turn_round();
    }
    return found;
  }

  void add_item(Class& found) {
    if (take("[:")) {
      const std::size_t end = text_.find(":]", at_);
      const auto posix = end == std::string_view::npos ? std::nullopt : posix_class(text_.substr(at_, end - at_));
      if (!posix) {
        fail();
        return;
      }
      found.ascii |= *posix;
      at_ = end + 2;
      return;
    }
    if (peek() == '\\' && at_ + 1 < text_.size()) {
      if (const auto named = named_class(text_[at_ + 1])) {
        at_ += 2;
        found.ascii |= named->ascii;
        found.has_others = found.has_others || named->has_others;
        return;
      }
    }
    const auto first = class_character(found);
    if (!first) {
      return;
    }
    if (peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
      ++at_;
      const auto last = class_character(found);
      if (last) {
        found.ascii |= range(static_cast<unsigned char>(*first), static_cast<unsigned char>(*last));
      } else {
        found.ascii |= range(static_cast<unsigned char>(*first), 127);
      }
      return;
    }
    found.ascii.set(static_cast<unsigned char>(*first));
  }

  /// Nothing for one that is not ASCII, which is noted.
  std::optional<char> class_character(Class& found) {
    if (is_done()) {
      fail();
      return std::nullopt;
    }
    const char c = text_[at_];
    if (static_cast<unsigned char>(c) >= 0x80) {
      static_cast<void>(next_code_point(text_, at_));
      found.has_others = true;
      return std::nullopt;
    }
    ++at_;
    if (c != '\\') {
      return c;
    }
    if (is_done()) {
      fail();
      return std::nullopt;
    }
    return escaped_character();
  }

  Shape with_count(const Atom& atom) {
    Shape shape = atom.shape;
    ByteSet bytes = atom.bytes;
    for (;;) {
      std::size_t least = 0;
      std::optional<std::size_t> most;
      if (take("*")) {
      } else if (take("+")) {
        least = 1;
      } else if (take("?")) {
        most = 1;
      } else if (!read_braces(least, most)) {
        return shape;
      }
      static_cast<void>(take("?"));
      shape = repeated(shape, least, most, bytes);
      bytes = all_bytes();
    }
  }

  /// `{2}`, `{2,}`, `{2,5}`; anything else in braces is text.
  bool read_braces(std::size_t& least, std::optional<std::size_t>& most) {
    if (peek() != '{') {
      return false;
    }
    const std::size_t end = text_.find('}', at_);
    if (end == std::string_view::npos) {
      return false;
    }
    const std::string_view inner = text_.substr(at_ + 1, end - at_ - 1);
    const std::size_t comma = std::min(inner.find(','), inner.size());
    const auto number = [](std::string_view digits, std::size_t& value) {
      const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
      return !digits.empty() && read.ec == std::errc() && read.ptr == digits.data() + digits.size();
    };
    if (!number(inner.substr(0, comma), least)) {
      return false;
    }
    if (comma == inner.size()) {
      most = least;
    } else if (comma + 1 < inner.size()) {
      std::size_t value = 0;
      if (!number(inner.substr(comma + 1), value)) {
        return false;
      }
      most = value;
    }
    at_ = end + 1;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace

std::optional<Anchors> find_anchors(std::string_view expression) {
  const std::optional<Shape> shape = ExpressionReader(expression).read();
  if (!shape) {
    return std::nullopt;
  }
  // The whole expression as a sequence of one, so that texts which it lists become a needle as well.
  const Shape whole = in_sequence({*shape});
  const auto& needle = whole.needle;
  if (!needle || needle->literals.empty()) {
    return std::nullopt;
  }
  return Anchors{needle->literals, needle->before, shape->most, shape->endless, needle->tail};
}

}  // namespace ropewalk::scan
