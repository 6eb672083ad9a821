// Guesses why two builds of one file differ. A guess is only made where the bytes show it.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "image/diff.h"

namespace ropewalk::image {
namespace {

constexpr std::size_t kShown = 40;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The run of letters, digits and what times are written with around a position.
std::string_view token_around(std::string_view text, std::size_t at) {
  const auto is_part = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == ':' || c == '.' ||
           c == '+';
  };
  std::size_t begin = std::min(at, text.size());
  std::size_t end = begin;
  while (begin > 0 && is_part(text[begin - 1])) {
    --begin;
  }
  while (end < text.size() && is_part(text[end])) {
    ++end;
  }
  return text.substr(begin, end - begin);
}

/// `2026-11-26`, `12:30:59`, ten digits that are seconds of our time.
bool looks_like_time(std::string_view token) {
  const auto pattern = [&](std::string_view form) {
    for (std::size_t at = 0; at + form.size() <= token.size(); ++at) {
      bool fits = true;
      for (std::size_t i = 0; i < form.size() && fits; ++i) {
        fits = form[i] == '0' ? is_digit(token[at + i]) : form[i] == token[at + i];
      }
      if (fits) {
        return true;
      }
    }
    return false;
  };
  const bool is_seconds = token.size() >= 10 && std::all_of(token.begin(), token.begin() + 10, is_digit) &&
                          (token.front() == '1' || token.front() == '2');
  return pattern("0000-00-00") || pattern("00:00:00") || is_seconds;
}

std::string_view shown(std::string_view token) { return token.substr(0, kShown); }

/// The start of byte code: magic, flags, and what the source was; flags without bit 0 mean its time.
bool is_byte_code_by_time(std::string_view a, std::string_view b) {
  constexpr std::size_t kHeader = 16;
  return a.size() >= kHeader && b.size() >= kHeader && a.substr(0, 4) == b.substr(0, 4) &&
         a.substr(4, 4) == std::string_view("\0\0\0\0", 4) && b.substr(4, 4) == a.substr(4, 4) &&
         a.substr(8, 4) != b.substr(8, 4) && a.substr(kHeader) == b.substr(kHeader);
}

bool has_same_lines(std::string_view a, std::string_view b) {
  auto left = split_lines(a);
  auto right = split_lines(b);
  if (left.size() != right.size()) {
    return false;
  }
  std::sort(left.begin(), left.end());
  std::sort(right.begin(), right.end());
  return left == right;
}

}  // namespace

std::string explain_difference(std::string_view path, std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) {
    return "";
  }
  if (path.ends_with(".pyc") && is_byte_code_by_time(a, b)) {
    return "Python byte code with the time of its source in it: compiled under SOURCE_DATE_EPOCH it has none";
  }
  constexpr std::string_view kGzip = "\x1f\x8b";
  if (a.starts_with(kGzip) && b.starts_with(kGzip) && a.size() > 8 && b.size() > 8 &&
      a.substr(4, 4) != b.substr(4, 4)) {
    return "a gzip file with a time in its header: gzip -n leaves it out";
  }
  if (a.starts_with("PK") && b.starts_with("PK")) {
    return "a zip archive, whose entries have times";
  }
  const auto differs = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto at = static_cast<std::size_t>(differs.first - a.begin());
  const std::string_view left = token_around(a, at);
  const std::string_view right = token_around(b, at);
  if (looks_like_time(left) && looks_like_time(right)) {
    return fmt::format("a time is written in it: '{}' and '{}'", shown(left), shown(right));
  }
  if (is_valid_utf8(a) && is_valid_utf8(b) && has_same_lines(a, b)) {
    return "the same lines in another order";
  }
  if (path.ends_with("/ld.so.cache") || path == "etc/ld.so.cache") {
    return "the cache of the dynamic linker";
  }
  if (path.starts_with("var/log/") || path.starts_with("var/cache/")) {
    return "a log or a cache, which an image can do without";
  }
  if (at < a.size() && at < b.size() && is_valid_utf8(a)) {
    const auto line = std::count(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(at), '\n') + 1;
    return fmt::format("first in line {}: '{}' and '{}'", line, shown(left), shown(right));
  }
  return "";
}

}  // namespace ropewalk::image
