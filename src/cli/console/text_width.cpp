#include "cli/console/text_width.h"

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace ropewalk::cli {
namespace {

struct CodePointRange {
  std::uint32_t first;
  std::uint32_t last;
};

#include "cli/console/wide_characters.inc"

constexpr char kEscape = '\x1b';

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

/// The first code point; a byte that is no UTF-8 counts as one character of one column.
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(0);
  const std::size_t length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
  if (length == 1 || text.size() < length) {
    return {first < 0x80 ? first : 0xFFFDU, 1};
  }
  std::uint32_t code = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) {
      return {0xFFFDU, 1};
    }
    code = code << 6U | (byte(i) & 0x3FU);
  }
  return {code, length};
}

/// How long the escape sequence at the start of the text is: CSI to its final byte, OSC to its end, else two bytes.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2) {
    return text.size();
  }
  if (text[1] == '[') {
    std::size_t end = 2;
    while (end < text.size() && (text[end] < 0x40 || text[end] > 0x7E)) {
      ++end;
    }
    return std::min(end + 1, text.size());
  }
  if (text[1] == ']') {
    const std::size_t bell = text.find('\a');
    const std::size_t terminator = text.find("\x1b\\", 2);
    if (bell == std::string_view::npos && terminator == std::string_view::npos) {
      return text.size();
    }
    return bell < terminator ? bell + 1 : terminator + 2;
  }
  return 2;
}

bool is_colour(std::string_view sequence) {
  return sequence.size() >= 3 && sequence[1] == '[' && sequence.back() == 'm';
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

std::string shortened(std::string_view text, std::size_t columns) {
  if (text_width(text) <= columns) {
    return std::string(text);
  }
  if (columns == 0) {
    return "";
  }
  std::size_t used = 0;
  std::size_t bytes = 0;
  while (bytes < text.size()) {
    const Decoded next = decode(text.substr(bytes));
    if (used + columns_of(next.code) > columns - 1) {
      break;
    }
    used += columns_of(next.code);
    bytes += next.bytes;
  }
  return std::string(text.substr(0, bytes)) + "…";
}

std::string padded(std::string_view text, std::size_t columns) {
  const std::size_t width = text_width(text);
  return std::string(text) + std::string(columns > width ? columns - width : 0, ' ');
}

std::string right_aligned(std::string_view text, std::size_t columns) {
  const std::size_t width = text_width(text);
  return std::string(columns > width ? columns - width : 0, ' ') + std::string(text);
}

std::string printable(std::string_view line, KeepColours keep) {
  constexpr std::size_t kTab = 8;
  std::string out;
  std::size_t column = 0;
  bool has_colour = false;
  for (std::string_view rest = after_carriage_returns(line); !rest.empty();) {
    const char c = rest.front();
    if (c == kEscape) {
      const std::string_view sequence = rest.substr(0, escape_length(rest));
      if (keep == KeepColours::kYes && is_colour(sequence)) {
        out += sequence;
        has_colour = true;
      }
      rest.remove_prefix(sequence.size());
      continue;
    }
    const Decoded next = decode(rest);
    if (c == '\t') {
      const std::size_t blanks = kTab - column % kTab;
      out.append(blanks, ' ');
      column += blanks;
    } else if (next.code >= 0x20 && next.code != 0x7F && !(next.code >= 0x80 && next.code < 0xA0)) {
      if (next.code == 0xFFFD && next.bytes == 1) {
        out += "\xEF\xBF\xBD";
      } else {
        out += rest.substr(0, next.bytes);
      }
      column += columns_of(next.code);
    }
    rest.remove_prefix(next.bytes);
  }
  if (has_colour) {
    out += "\x1b[0m";
  }
  return out;
}

}  // namespace ropewalk::cli
