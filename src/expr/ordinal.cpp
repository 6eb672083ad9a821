// The folding, with a short way for ASCII: almost every text in a workflow is.
#include "expr/ordinal.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

#include "base/strings.h"

namespace ropewalk::expr {
namespace {

struct UpperCaseRange {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t step;
  std::int32_t difference;
};

constexpr UpperCaseRange kUpperCase[] = {
#include "expr/upper_case_table.inc"
};

constexpr std::array<unsigned char, 256> make_upper() {
  std::array<unsigned char, 256> upper{};
  for (std::size_t c = 0; c < upper.size(); ++c) {
    upper[c] = static_cast<unsigned char>(c >= 'a' && c <= 'z' ? c - 0x20 : c);
  }
  return upper;
}

constexpr auto kUpper = make_upper();

unsigned char upper_ascii(char c) { return kUpper[static_cast<unsigned char>(c)]; }

bool is_continuation(unsigned char byte) { return (byte & 0xC0U) == 0x80U; }

/// Reads the folded code points of a text one after the other.
class FoldedReader {
 public:
  explicit FoldedReader(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] std::size_t position() const { return at_; }

  std::uint32_t next() {
    const auto first = static_cast<unsigned char>(text_[at_]);
    if (first < 0x80) {
      return upper_ascii(text_[at_++]);
    }
    return to_upper_code_point(next_code_point(text_, at_));
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// UTF-16 sorts what needs two units (U+10000 and up) before U+E000 to U+FFFF; this makes numbers that sort like that.
std::uint32_t utf16_rank(std::uint32_t code_point) {
  if (code_point >= 0x10000 && code_point < kFirstNoCodePoint) {
    return code_point - 0x10000 + 0xD800;
  }
  return code_point >= 0xD800 ? code_point + 0x100000 : code_point;
}

/// Where `prefix` ends in `text` when `text` starts with it; npos when it doesn't.
std::size_t end_of_prefix(std::string_view text, std::string_view prefix) {
  FoldedReader in_text(text);
  FoldedReader in_prefix(prefix);
  while (!in_prefix.at_end()) {
    if (in_text.at_end() || in_text.next() != in_prefix.next()) {
      return std::string_view::npos;
    }
  }
  return in_text.position();
}

constexpr std::size_t kWord = sizeof(std::uint64_t);
/// The bits that tell bytes beyond ASCII.
constexpr std::uint64_t kHighBits = 0x8080808080808080U;

/// Eight bytes at once.
std::uint64_t word_at(std::string_view text, std::size_t at) {
  std::uint64_t word = 0;
  std::memcpy(&word, text.data() + at, kWord);
  return word;
}

std::uint64_t mix(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9E3779B97F4A7C15U;
  return hash ^ (hash >> 32U);
}

bool is_ascii_equal(const char* a, const char* b, std::size_t length) {
  return std::equal(a, a + length, b, [](char x, char y) { return upper_ascii(x) == upper_ascii(y); });
}

}  // namespace

std::uint32_t to_upper_code_point(std::uint32_t code_point) {
  if (code_point < 0x80) {
    return upper_ascii(static_cast<char>(code_point));
  }
  const auto* range = std::lower_bound(std::begin(kUpperCase), std::end(kUpperCase), code_point,
                                       [](const UpperCaseRange& row, std::uint32_t value) { return row.last < value; });
  if (range == std::end(kUpperCase) || code_point < range->first || (code_point - range->first) % range->step != 0) {
    return code_point;
  }
  return static_cast<std::uint32_t>(static_cast<std::int32_t>(code_point) + range->difference);
}

bool is_equal_folded(std::string_view a, std::string_view b) {
  // Equal so far as both are ASCII; the first character beyond it takes the long way.
  std::size_t i = 0;
  const std::size_t common = std::min(a.size(), b.size());
  while (i + kWord <= common && word_at(a, i) == word_at(b, i) && (word_at(a, i) & kHighBits) == 0) {
    i += kWord;
  }
  while (i < common && upper_ascii(a[i]) == upper_ascii(b[i]) && static_cast<unsigned char>(a[i]) < 0x80) {
    ++i;
  }
  if (i == a.size() || i == b.size()) {
    return a.size() == b.size();
  }
  if (static_cast<unsigned char>(a[i]) < 0x80 || static_cast<unsigned char>(b[i]) < 0x80) {
    return false;
  }
  return end_of_prefix(a.substr(i), b.substr(i)) == a.size() - i;
}

std::strong_ordering ordinal_compare(std::string_view a, std::string_view b) {
  FoldedReader in_a(a);
  FoldedReader in_b(b);
  while (!in_a.at_end() && !in_b.at_end()) {
    const std::uint32_t x = in_a.next();
    const std::uint32_t y = in_b.next();
    if (x != y) {
      return utf16_rank(x) <=> utf16_rank(y);
    }
  }
  return in_b.at_end() <=> in_a.at_end();
}

bool ordinal_starts_with(std::string_view text, std::string_view prefix) {
  return end_of_prefix(text, prefix) != std::string_view::npos;
}

bool ordinal_ends_with(std::string_view text, std::string_view suffix) {
  if (is_ascii(suffix)) {
    return text.size() >= suffix.size() &&
           is_ascii_equal(text.data() + text.size() - suffix.size(), suffix.data(), suffix.size());
  }
  // The upper case of a character may have another length in bytes, so count characters from the end.
  const std::size_t characters = code_point_length(suffix);
  std::size_t start = text.size();
  for (std::size_t i = 0; i < characters; ++i) {
    if (start == 0) {
      return false;
    }
    --start;
    while (start > 0 && is_continuation(static_cast<unsigned char>(text[start]))) {
      --start;
    }
  }
  return ordinal_equal(text.substr(start), suffix);
}

bool ordinal_contains(std::string_view text, std::string_view part) {
  if (part.empty()) {
    return true;
  }
  const bool part_is_ascii = is_ascii(part);
  const unsigned char first = upper_ascii(part.front());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (part_is_ascii) {
      if (i + part.size() > text.size()) {
        return false;
      }
      if (upper_ascii(text[i]) == first && is_ascii_equal(text.data() + i, part.data(), part.size())) {
        return true;
      }
    } else if (!is_continuation(static_cast<unsigned char>(text[i])) && ordinal_starts_with(text.substr(i), part)) {
      return true;
    }
  }
  return false;
}

std::size_t ordinal_hash(std::string_view text) {
  // Eight bytes at a time, without the bit that tells `a` from `A`. Equal texts in ASCII have equal lengths. The last
  // word of a long text begins in the one before it.
  constexpr std::uint64_t kWithoutCase = 0xDFDFDFDFDFDFDFDFU;
  std::uint64_t hash = text.size();
  std::uint64_t seen = 0;
  if (text.size() >= kWord) {
    for (std::size_t i = 0; i + kWord < text.size(); i += kWord) {
      seen |= word_at(text, i);
      hash = mix(hash, word_at(text, i) & kWithoutCase);
    }
    const std::uint64_t last = word_at(text, text.size() - kWord);
    seen |= last;
    hash = mix(hash, last & kWithoutCase);
  } else {
    for (const char c : text) {
      seen = (seen << 8U) | static_cast<unsigned char>(c);
    }
    hash = mix(hash, seen & kWithoutCase);
  }
  if ((seen & kHighBits) == 0) {
    return static_cast<std::size_t>(hash);
  }
  hash = 0;  // beyond ASCII equal texts may differ in length
  for (FoldedReader reader(text); !reader.at_end();) {
    hash = mix(hash, reader.next());
  }
  return static_cast<std::size_t>(hash);
}

std::size_t white_space_length(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) {
    return first == ' ' || (first >= '\t' && first <= '\r') ? 1 : 0;
  }
  const std::string_view two = text.substr(at, 2);
  if (two == "\u0085" || two == "\u00A0") {
    return 2;
  }
  const std::string_view three = text.substr(at, 3);
  if (three >= "\u2000" && three <= "\u200A") {
    return 3;
  }
  for (const std::string_view other : {"\u1680", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"}) {
    if (three == other) {
      return 3;
    }
  }
  return 0;
}

std::string_view trim_white_space(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = white_space_length(text, 0);
    if (length == 0) {
      break;
    }
    text.remove_prefix(length);
  }
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && is_continuation(static_cast<unsigned char>(text[last]))) {
      --last;
    }
    if (white_space_length(text, last) != text.size() - last) {
      break;
    }
    text = text.substr(0, last);
  }
  return text;
}

}  // namespace ropewalk::expr
