#include "base/display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "base/strings.h"

namespace ropewalk {
namespace {

struct CodePointRange {
  std::uint32_t first;
  std::uint32_t last;
};

#include "base/wide_characters.inc"

constexpr char kEscape = '\x1b';
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

template <std::size_t N>
bool is_in(const CodePointRange (&ranges)[N], std::uint32_t code) {
  const auto* const found =
      std::upper_bound(std::begin(ranges), std::end(ranges), code,
                       [](std::uint32_t c, const CodePointRange& range) { return c < range.first; });
  return found != std::begin(ranges) && code <= std::prev(found)->last;
}

std::size_t columns_of(std::uint32_t code) {
  if (code < 0x80) {
    return 1;
  }
  if (is_in(kEmpty, code)) {
    return 0;
  }
  return is_in(kWide, code) ? 2 : 1;
}

struct Decoded {
  std::uint32_t code;
  std::size_t bytes;
};

/// The first code point; a byte that is no UTF-8 counts as U+FFFD, of one byte.
Decoded decode(std::string_view text) {
  std::size_t at = 0;
  const std::uint32_t code = next_code_point(text, at);
  return {code >= kFirstNoCodePoint ? 0xFFFDU : code, at};
}

/// The bytes of a decoded character, or U+FFFD for one that is no UTF-8.
std::string_view bytes_of(std::string_view text, const Decoded& next) {
  return next.code == 0xFFFD ? kReplacement : text.substr(0, next.bytes);
}

/// How long a string is that ends with BEL (of an OSC) or ST.
std::size_t string_length(std::string_view text) {
  const std::size_t bell = text[1] == ']' ? text.find('\a') : std::string_view::npos;
  const std::size_t terminator = text.find("\x1b\\", 2);
  if (bell == std::string_view::npos && terminator == std::string_view::npos) {
    return text.size();
  }
  return bell < terminator ? bell + 1 : terminator + 2;
}

/// How long the escape sequence at the start of the text is (ECMA-48): a CSI to its final byte, a string (OSC, DCS,
/// SOS, PM, APC) to its end, else intermediate bytes and one more.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) {
    return text.size();
  }
  constexpr std::string_view kStrings = "]PX^_";
  if (kStrings.find(text[1]) != std::string_view::npos) {
    return string_length(text);
  }
  const auto is_final = [&](char c) { return text[1] == '[' ? c >= 0x40 && c <= 0x7E : c < 0x20 || c > 0x2F; };
  std::size_t end = text[1] == '[' ? 2 : 1;
  while (end < text.size() && !is_final(text[end])) {
    ++end;
  }
  return std::min(end + 1, text.size());
}

/// `ESC [ … m` with nothing but numbers in it.
bool is_colour(std::string_view sequence) {
  return sequence.size() >= 3 && sequence[1] == '[' && sequence.back() == 'm' &&
         sequence.find_first_not_of("0123456789;:", 2) == sequence.size() - 1;
}

/// True for a colour sequence that takes all colours back.
bool is_reset(std::string_view sequence) { return sequence == "\x1b[0m" || sequence == "\x1b[m"; }

/// What a terminal obeys.
bool is_control(std::uint32_t code) { return code < 0x20 || (code >= 0x7F && code < 0xA0); }

/// The joiners of scripts and of emoji; elsewhere they only hide in a word.
bool is_joiner(std::uint32_t code) { return code == 0x200C || code == 0x200D; }
bool can_join(std::uint32_t before) { return before >= 0x0590; }

/// What makes a text read as another: marks of direction, characters without a width, line ends of their own, tags.
bool is_deceptive(std::uint32_t code, std::uint32_t before) {
  if (code < 0xAD) {
    return false;
  }
  if (is_joiner(code)) {
    return !can_join(before);
  }
  return code == 0xAD || code == 0x061C || code == 0x180E || code == 0x200B || code == 0x200E || code == 0x200F ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) || code == 0xFEFF ||
         (code >= 0xFFF9 && code <= 0xFFFB) || (code >= 0xE0000 && code <= 0xE007F);
}

/// `\x1b`, `\u202e`, `\U000e0041`.
std::string spelt_out(std::uint32_t code) {
  if (code < 0x80) {
    return fmt::format("\\x{:02x}", code);
  }
  return code > 0xFFFF ? fmt::format("\\U{:08x}", code) : fmt::format("\\u{:04x}", code);
}

/// What a terminal would still show of a line whose carriage returns let later text stand over earlier.
std::string_view after_carriage_returns(std::string_view line) {
  while (!line.empty() && line.back() == '\r') {
    line.remove_suffix(1);
  }
  const std::size_t last = line.rfind('\r');
  return last == std::string_view::npos ? line : line.substr(last + 1);
}

}  // namespace

std::size_t text_width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    if (text.front() == kEscape) {
      text.remove_prefix(escape_length(text));
      continue;
    }
    const Decoded next = decode(text);
    columns += columns_of(next.code);
    text.remove_prefix(next.bytes);
  }
  return columns;
}

namespace {

/// The longest beginning of at most `columns`.
std::string_view beginning(std::string_view text, std::size_t columns) {
  std::size_t used = 0;
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const Decoded next = decode(text.substr(bytes));
    if (used + columns_of(next.code) > columns) {
      break;
    }
    used += columns_of(next.code);
    bytes += next.bytes;
  }
  return text.substr(0, bytes);
}

/// The longest end of at most `columns`.
std::string_view ending(std::string_view text, std::size_t columns) {
  std::size_t excess = text_width(text);
  while (excess > columns && !text.empty()) {
    const Decoded next = decode(text);
    excess -= columns_of(next.code);
    text.remove_prefix(next.bytes);
  }
  // What combines with a character that is gone goes with it.
  while (!text.empty() && columns_of(decode(text).code) == 0) {
    text.remove_prefix(decode(text).bytes);
  }
  return text;
}

}  // namespace

std::string shortened(std::string_view text, std::size_t columns) {
  if (text_width(text) <= columns) {
    return std::string(text);
  }
  return columns == 0 ? "" : std::string(beginning(text, columns - 1)) + "…";
}

std::string shortened_in_middle(std::string_view text, std::size_t columns) {
  if (text_width(text) <= columns) {
    return std::string(text);
  }
  if (columns == 0) {
    return "";
  }
  const std::size_t behind = (columns - 1) / 2;
  return std::string(beginning(text, columns - 1 - behind)) + "…" + std::string(ending(text, behind));
}

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t width = text_width(text);
  return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

std::string right_aligned(std::string_view text, std::size_t columns) {
  const std::size_t width = text_width(text);
  return std::string(columns > width ? columns - width : 0, ' ') + std::string(text);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  std::size_t used = 0;
  std::size_t last_blank = std::string_view::npos;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == kEscape) {
      at += escape_length(text.substr(at));
      continue;
    }
    const Decoded next = decode(text.substr(at));
    if (used + columns_of(next.code) > std::max<std::size_t>(columns, 1) && at > begin) {
      const bool breaks_at_blank = text[at] == ' ' || (last_blank != std::string_view::npos && last_blank > begin);
      const std::size_t end = text[at] == ' ' ? at : breaks_at_blank ? last_blank : at;
      std::string_view line = text.substr(begin, end - begin);
      while (breaks_at_blank && line.ends_with(' ')) {
        line.remove_suffix(1);
      }
      lines.emplace_back(line);
      begin = end;
      while (breaks_at_blank && begin < text.size() && text[begin] == ' ') {
        ++begin;
      }
      at = begin;
      used = 0;
      last_blank = std::string_view::npos;
      continue;
    }
    if (text[at] == ' ') {
      last_blank = at;
    }
    used += columns_of(next.code);
    at += next.bytes;
  }
  if (begin < text.size() || lines.empty()) {
    lines.emplace_back(text.substr(begin));
  }
  return lines;
}

std::string printable(std::string_view text) {
  std::string out;
  std::uint32_t before = 0;
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (text.starts_with("\r\n")) {
      text.remove_prefix(1);
    }
    if (next.code == '\n' || next.code == '\r' || next.code == '\t') {
      out += ' ';
    } else if (is_control(next.code) || is_deceptive(next.code, before)) {
      out += spelt_out(next.code);
    } else {
      out += bytes_of(text, next);
    }
    before = next.code;
    text.remove_prefix(next.bytes);
  }
  return out;
}

std::string printable_line(std::string_view line, KeepColours keep) {
  constexpr std::size_t kTab = 8;
  std::string out;
  std::size_t column = 0;
  std::uint32_t before = 0;
  bool has_colour = false;
  for (std::string_view rest = after_carriage_returns(line); !rest.empty();) {
    if (rest.front() == kEscape) {
      const std::string_view sequence = rest.substr(0, escape_length(rest));
      if (keep == KeepColours::kYes && is_colour(sequence)) {
        out += sequence;
        has_colour = !is_reset(sequence);
      }
      rest.remove_prefix(sequence.size());
      continue;
    }
    const Decoded next = decode(rest);
    if (next.code == '\t') {
      const std::size_t blanks = kTab - column % kTab;
      out.append(blanks, ' ');
      column += blanks;
    } else if (is_deceptive(next.code, before)) {
      const std::string shown = spelt_out(next.code);
      out += shown;
      column += shown.size();
    } else if (!is_control(next.code)) {
      out += bytes_of(rest, next);
      column += columns_of(next.code);
    }
    before = next.code;
    rest.remove_prefix(next.bytes);
  }
  if (has_colour) {
    out += "\x1b[0m";
  }
  return out;
}

std::string harmless(std::string_view text, KeepColours keep) {
  std::string out;
  out.reserve(text.size());
  std::uint32_t before = 0;
  bool has_colour = false;
  while (!text.empty()) {
    // Most of what is printed are plain characters: they are taken as a whole.
    const auto* const special = std::find_if(text.begin(), text.end(), [](char c) {
      const auto byte = static_cast<unsigned char>(c);
      return byte < 0x20 || byte >= 0x7F;
    });
    const auto plain = static_cast<std::size_t>(special - text.begin());
    if (plain > 0) {
      before = static_cast<unsigned char>(text[plain - 1]);
      out += text.substr(0, plain);
      text.remove_prefix(plain);
      continue;
    }
    if (text.starts_with("\x1b[")) {
      const std::size_t end = text.find_first_not_of("0123456789;:", 2);
      const std::string_view sequence = end == std::string_view::npos ? text : text.substr(0, end + 1);
      if (is_colour(sequence)) {
        if (keep == KeepColours::kYes) {
          out += sequence;
          has_colour = !is_reset(sequence);
        }
        text.remove_prefix(sequence.size());
        continue;
      }
    }
    const Decoded next = decode(text);
    if (next.code == '\n') {
      out += has_colour ? "\x1b[0m\n" : "\n";
      has_colour = false;
    } else if (next.code == '\t') {
      out += '\t';
    } else if (is_control(next.code) || is_deceptive(next.code, before)) {
      out += spelt_out(next.code);
    } else {
      out += bytes_of(text, next);
    }
    before = next.code;
    text.remove_prefix(next.bytes);
  }
  if (has_colour) {
    out += "\x1b[0m";
  }
  return out;
}

std::string harmless_json(std::string text) {
  const auto may_change = [](char c) { return static_cast<unsigned char>(c) >= 0x7F; };
  if (std::none_of(text.begin(), text.end(), may_change)) {
    return text;
  }
  std::string out;
  out.reserve(text.size());
  std::uint32_t before = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const Decoded next = decode(rest);
    if (next.code > 0xFFFF && is_deceptive(next.code, before)) {
      const std::uint32_t offset = next.code - 0x10000;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (offset >> 10U), 0xDC00 + (offset & 0x3FFU));
    } else if (next.code >= 0x7F && (is_control(next.code) || is_deceptive(next.code, before))) {
      out += fmt::format("\\u{:04x}", next.code);
    } else {
      out += rest.substr(0, next.bytes);
    }
    before = next.code;
    rest.remove_prefix(next.bytes);
  }
  return out;
}

}  // namespace ropewalk
