#include "base/utf8.h"

#include "base/strings.h"

namespace ropewalk {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kLongestCharacter = 4;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

/// What the second byte of a character may be; narrower for some first bytes (RFC 3629: no surrogates, nothing
/// overlong, nothing above U+10FFFF).
struct Form {
  std::size_t length = 0;
  unsigned char lowest = 0x80;
  unsigned char highest = 0xBF;
};

Form form_of(unsigned char first) {
  if (first < 0x80) {
    return {1};
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return {2};
  }
  if (first >= 0xE0 && first <= 0xEF) {
    const auto lowest = static_cast<unsigned char>(first == 0xE0 ? 0xA0 : 0x80);
    const auto highest = static_cast<unsigned char>(first == 0xED ? 0x9F : 0xBF);
    return {3, lowest, highest};
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const auto lowest = static_cast<unsigned char>(first == 0xF0 ? 0x90 : 0x80);
    const auto highest = static_cast<unsigned char>(first == 0xF4 ? 0x8F : 0xBF);
    return {4, lowest, highest};
  }
  return {};
}

/// How many bytes at `at` are a character or the start of one, and whether it is whole.
struct Piece {
  std::size_t bytes = 1;
  bool is_whole = false;
};

Piece piece_at(std::string_view text, std::size_t at) {
  const Form form = form_of(static_cast<unsigned char>(text[at]));
  if (form.length <= 1) {
    return {1, form.length == 1};
  }
  std::size_t bytes = 1;
  while (bytes < form.length && at + bytes < text.size()) {
    const auto next = static_cast<unsigned char>(text[at + bytes]);
    const bool fits = bytes == 1 ? next >= form.lowest && next <= form.highest : is_continuation(text[at + bytes]);
    if (!fits) {
      break;
    }
    ++bytes;
  }
  return {bytes, bytes == form.length};
}

}  // namespace

std::string to_valid_utf8(std::string_view text) {
  if (is_ascii(text) || is_valid_utf8(text)) {
    return std::string(text);
  }
  std::string out;
  out.reserve(text.size() + kReplacement.size());
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = piece_at(text, at);
    out += piece.is_whole ? text.substr(at, piece.bytes) : kReplacement;
    at += piece.bytes;
  }
  return out;
}

std::string_view cut_at_character(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) {
    return text;
  }
  std::size_t end = bytes;
  while (end > 0 && bytes - end < kLongestCharacter && is_continuation(text[end])) {
    --end;
  }
  return text.substr(0, is_continuation(text[end]) ? bytes : end);
}

}  // namespace ropewalk
