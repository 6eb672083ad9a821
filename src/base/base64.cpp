#include "base/base64.h"

#include <cstdint>

#include "base/hash.h"

namespace ropewalk {
namespace {

/// The value of a digit of the first alphabet, or -1.
int value_of(char c) {
  if (c >= 'A' && c <= 'Z') {
    return c - 'A';
  }
  if (c >= 'a' && c <= 'z') {
    return c - 'a' + 26;
  }
  if (c >= '0' && c <= '9') {
    return c - '0' + 52;
  }
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

}  // namespace

std::optional<std::string> from_base64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t group = 0;
  int digits = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') {
      continue;
    }
    const int value = c == '=' ? 0 : value_of(c);
    if (value < 0 || (padding > 0 && c != '=')) {
      return std::nullopt;
    }
    padding += c == '=' ? 1 : 0;
    group = (group << 6U) | static_cast<std::uint32_t>(value);
    if (++digits < 4) {
      continue;
    }
    if (padding > 2 || (padding == 1 && (group & 0xFFU) != 0) || (padding == 2 && (group & 0xFFFFU) != 0)) {
      return std::nullopt;
    }
    for (int i = 0; i < 3 - padding; ++i) {
      out.push_back(static_cast<char>((group >> (16U - 8U * static_cast<unsigned>(i))) & 0xFFU));
    }
    group = 0;
    digits = 0;
  }
  return digits == 0 ? std::optional(std::move(out)) : std::nullopt;
}

std::string to_base64url(std::string_view bytes) {
  std::string out = to_base64(bytes);
  while (out.ends_with('=')) {
    out.pop_back();
  }
  for (char& c : out) {
    c = c == '+' ? '-' : c == '/' ? '_' : c;
  }
  return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c == '+' || c == '/' || c == '=' || c == '\n' || c == '\r') {
      return std::nullopt;
    }
    plain.push_back(c == '-' ? '+' : c == '_' ? '/' : c);
  }
  plain.append((4 - plain.size() % 4) % 4, '=');
  return from_base64(plain);
}

}  // namespace ropewalk
