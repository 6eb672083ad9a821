// Hand-written, since every byte of everything that is scanned comes through here.
#include "scan/secrets/decode/encodings.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/strings.h"
#include "scan/secrets/decode/base64_blocks.h"

namespace ropewalk::scan {
namespace {

constexpr std::size_t kLeastHex = 32;
constexpr std::size_t kLeastBase64 = 16;

enum : unsigned char { kHexDigit = 1, kBase64Letter = 2, kLead = 4 };

constexpr std::array<unsigned char, 256> make_classes() {
  std::array<unsigned char, 256> classes = {};
  for (unsigned c = 0; c < 256; ++c) {
    const bool digit = c >= '0' && c <= '9';
    const bool lower = c >= 'a' && c <= 'z';
    const bool upper = c >= 'A' && c <= 'Z';
    const bool hex = digit || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    const bool base64 = digit || lower || upper || c == '_' || c == '/' || c == '+' || c == '-';
    classes[c] = static_cast<unsigned char>((hex ? kHexDigit : 0) | (base64 ? kBase64Letter : 0) |
                                            (c == '%' || c == '\\' ? kLead : 0));
  }
  return classes;
}
constexpr auto kClasses = make_classes();

bool is(unsigned char what, char c) { return (kClasses[static_cast<unsigned char>(c)] & what) != 0; }

std::size_t run_end(std::string_view text, std::size_t at, unsigned char what) {
  while (at < text.size() && is(what, text[at])) {
    ++at;
  }
  return at;
}

/// Where the next run of letters begins that is long enough for base64 (one for hexadecimal is twice as long). Only one
/// byte in so many is looked at, as long as it is no letter: no such run goes round it.
std::size_t long_word(std::string_view text, std::size_t from) {
  bool is_found = false;
  from = pass_base64_blocks(text, from, is_found);
  if (is_found) {
    return from;
  }
  for (std::size_t probe = from + kLeastBase64 - 1; probe < text.size();) {
    if (!is(kBase64Letter, text[probe])) {
      from = probe + 1;
    } else {
      std::size_t begin = probe;
      while (begin > from && is(kBase64Letter, text[begin - 1])) {
        --begin;
      }
      if (begin == from || probe - begin + 1 >= kLeastBase64) {
        return begin;
      }
      from = begin;
      // The run from here on needs to be that long.
      std::size_t end = probe + 1;
      while (end < text.size() && end - begin < kLeastBase64 && is(kBase64Letter, text[end])) {
        ++end;
      }
      if (end - begin >= kLeastBase64) {
        return begin;
      }
      from = end;
    }
    probe = from + kLeastBase64 - 1;
  }
  return text.size();
}

bool is_percent(std::string_view text, std::size_t at) {
  return at + 2 < text.size() && text[at] == '%' && is(kHexDigit, text[at + 1]) && is(kHexDigit, text[at + 2]);
}

/// From one `%41` to the last one of the line.
std::size_t percent_end(std::string_view text, std::size_t at) {
  if (!is_percent(text, at)) {
    return at;
  }
  const std::size_t line_end = std::min(text.find('\n', at), text.size());
  for (std::size_t last = line_end; last-- > at;) {
    if (is_percent(text.substr(0, line_end), last)) {
      return last + 3;
    }
  }
  return at + 3;
}

bool are_four_digits(std::string_view text, std::size_t at) {
  return at + 4 <= text.size() && run_end(text.substr(0, at + 4), at, kHexDigit) == at + 4;
}

/// `U+0041 U+0042`, each with a white space or the end of the text behind it.
std::size_t code_points_end(std::string_view text, std::size_t at) {
  while (text.substr(at, 2) == "U+" && are_four_digits(text, at + 2)) {
    const std::size_t behind = at + 6;
    if (behind == text.size()) {
      return behind;
    }
    if (std::string_view("\t\n\f\r ").find(text[behind]) == std::string_view::npos) {
      break;
    }
    at = behind + 1;
  }
  return at;
}

/// `\u0041\\u0042`.
std::size_t escapes_end(std::string_view text, std::size_t at) {
  for (;;) {
    std::size_t letter = at;
    while (letter < text.size() && letter < at + 2 && text[letter] == '\\') {
      ++letter;
    }
    if (letter == at || letter >= text.size() || (text[letter] != 'u' && text[letter] != 'U') ||
        !are_four_digits(text, letter + 1)) {
      return at;
    }
    at = letter + 5;
  }
}

/// The longest word that a leftmost search finds from `at` on, which is where a run of letters begins; the text behind
/// it goes on being searched.
std::size_t add_words(std::string_view text, std::size_t at, std::vector<EncodedText>& found) {
  const std::size_t end = run_end(text, at, kBase64Letter);
  while (at < end) {
    if (const std::size_t points = text[at] == 'U' ? code_points_end(text, at) : at; points > at) {
      found.push_back({Encoding::kUnicode, {at, points}});
      return points;
    }
    if (const std::size_t hex = run_end(text, at, kHexDigit); hex - at >= kLeastHex) {
      found.push_back({Encoding::kHex, {at, hex}});
      at = hex;
      continue;
    }
    if (end - at >= kLeastBase64) {
      std::size_t behind = end;
      while (behind < text.size() && behind < end + 2 && text[behind] == '=') {
        ++behind;
      }
      found.push_back({Encoding::kBase64, {at, behind}});
      return behind;
    }
    ++at;
  }
  return end;
}

bool touch(const EncodedText& a, const EncodedText& b) {
  return b.span.begin <= a.span.end && b.span.end >= a.span.begin;
}

bool is_printable(unsigned char c) { return c > 8 && c < 127; }

unsigned digit(char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10); }

unsigned byte_at(std::string_view text, std::size_t at) { return digit(text[at]) * 16 + digit(text[at + 1]); }

std::string decode_percent(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (is_percent(text, at)) {
      const auto byte = static_cast<unsigned char>(byte_at(text, at + 1));
      if (!is_printable(byte)) {
        return {};
      }
      out += static_cast<char>(byte);
      at += 3;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string decode_unicode(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at + 4 <= text.size(); ++at) {
    const char before = at == 0 ? '\0' : text[at - 1];
    if ((before == '+' || before == 'u' || before == 'U') && are_four_digits(text, at)) {
      append_utf8(out, byte_at(text, at) * 256 + byte_at(text, at + 2));
      at += 3;
    }
  }
  return out;
}

bool has_digit(std::string_view text, std::string_view others) {
  return std::any_of(text.begin(), text.end(),
                     [others](char c) { return (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos; });
}

std::string decode_hex(std::string_view text) {
  if (text.size() % 2 != 0 || !has_digit(text, "")) {
    return {};
  }
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const unsigned byte = byte_at(text, at);
    if (!is_printable(static_cast<unsigned char>(byte))) {
      return {};
    }
    out += static_cast<char>(byte);
  }
  return out;
}

int value_of(char c, char plus, char slash) {
  if (c >= 'A' && c <= 'Z') {
    return c - 'A';
  }
  if (c >= 'a' && c <= 'z') {
    return c - 'a' + 26;
  }
  if (c >= '0' && c <= '9') {
    return c - '0' + 52;
  }
  return c == plus ? 62 : c == slash ? 63 : -1;
}

/// RFC 4648 with the two letters that differ. Stops at the first byte that is not printable.
std::string decode_letters(std::string_view text, char plus, char slash) {
  std::string out;
  unsigned bits = 0;
  std::uint32_t value = 0;
  for (const char c : text) {
    const int letter = value_of(c, plus, slash);
    if (letter < 0) {
      return {};
    }
    value = (value << 6U) | static_cast<std::uint32_t>(letter);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      const auto byte = static_cast<unsigned char>(value >> bits);
      if (!is_printable(byte)) {
        return {};
      }
      out += static_cast<char>(byte);
    }
  }
  return bits >= 6 ? std::string() : out;
}

std::string decode_base64(std::string_view text) {
  if (!has_digit(text, "+/-_")) {
    return {};
  }
  const std::size_t letters = std::min(text.find('='), text.size());
  const std::size_t padding = text.size() - letters;
  // The standard form is padded to groups of four; the form for URLs has no padding at all.
  if (text.size() % 4 == 0 && padding <= 2) {
    if (std::string out = decode_letters(text.substr(0, letters), '+', '/'); !out.empty()) {
      return out;
    }
  }
  return padding == 0 ? decode_letters(text, '-', '_') : std::string();
}

}  // namespace

std::vector<EncodedText> find_encoded(std::string_view text) {
  std::vector<EncodedText> all;
  // The next place of each kind of beginning, asked for again when it has been passed.
  constexpr std::size_t kUnknown = static_cast<std::size_t>(-1);
  std::size_t percent = kUnknown;
  std::size_t escape = kUnknown;
  std::size_t point = kUnknown;
  std::size_t word = kUnknown;
  const auto refresh = [&text](std::size_t& next, std::size_t at, auto&& find) {
    if (next == kUnknown || next < at) {
      next = std::min(find(at), text.size());
    }
  };
  for (std::size_t at = 0; at < text.size();) {
    refresh(percent, at, [text](std::size_t from) { return text.find('%', from); });
    refresh(escape, at, [text](std::size_t from) { return text.find('\\', from); });
    refresh(point, at, [text](std::size_t from) { return text.find("U+", from); });
    refresh(word, at, [text](std::size_t from) { return long_word(text, from); });
    // A code point may stand within a word, which is then looked at from its beginning.
    std::size_t point_word = point;
    while (point < text.size() && point_word > at && is(kBase64Letter, text[point_word - 1])) {
      --point_word;
    }
    const std::size_t next = std::min({percent, escape, point_word, word});
    if (next == text.size()) {
      break;
    }
    at = next;
    if (is(kBase64Letter, text[at])) {
      at = add_words(text, at, all);
    } else if (const std::size_t behind = percent_end(text, at); behind > at) {
      all.push_back({Encoding::kPercent, {at, behind}});
      at = behind;
    } else if (const std::size_t end = escapes_end(text, at); end > at) {
      all.push_back({Encoding::kUnicode, {at, end}});
      at = end;
    } else {
      ++at;
    }
  }
  if (all.size() < 2) {
    return all;
  }
  std::vector<EncodedText> kept;
  for (std::size_t at = 0; at < all.size(); ++at) {
    const auto yields_to = [&](std::size_t other) {
      return touch(all[at], all[other]) && all[other].encoding < all[at].encoding;
    };
    if (!(at > 0 && yields_to(at - 1)) && !(at + 1 < all.size() && yields_to(at + 1))) {
      kept.push_back(all[at]);
    }
  }
  return kept;
}

std::string decode(Encoding encoding, std::string_view text) {
  switch (encoding) {
    case Encoding::kPercent: return decode_percent(text);
    case Encoding::kUnicode: return decode_unicode(text);
    case Encoding::kHex: return decode_hex(text);
    case Encoding::kBase64: return decode_base64(text);
  }
  return {};
}

}  // namespace ropewalk::scan
