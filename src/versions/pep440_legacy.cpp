// The order of texts that are no versions, as setuptools had it before PEP 440: the text falls apart into runs of
// digits, runs of letters, and what stands between them; some words are other words (`pre` is `c`); a part that is no
// number is marked so that `final`, which ends every list, sorts above `alpha` and below `z`.
#include <string>
#include <vector>

#include "base/strings.h"
#include "versions/pep440.h"

namespace ropewalk::versions {
namespace {

constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// Runs of digits, runs of lower-case letters, single `.` and `-`, and runs of anything else.
std::vector<std::string_view> pieces(std::string_view text) {
  const auto kind = [](char c) { return is_digit(c) ? 0 : is_lower(c) ? 1 : c == '.' || c == '-' ? 2 : 3; };
  std::vector<std::string_view> found;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    while (end < text.size() && kind(text[at]) != 2 && kind(text[end]) == kind(text[at])) {
      ++end;
    }
    found.push_back(text.substr(at, end - at));
    at = end;
  }
  return found;
}

std::string part_of(std::string_view piece) {
  if (is_digit(piece.front())) {
    // As long as eight digits at least, so that numbers of up to eight digits sort as numbers.
    return std::string(piece.size() < 8 ? 8 - piece.size() : 0, '0') + std::string(piece);
  }
  if (piece == "pre" || piece == "preview" || piece == "rc") {
    return "*c";
  }
  if (piece == "-") {
    return "*final-";
  }
  return piece == "dev" ? "*@" : "*" + std::string(piece);
}

void add_part(std::vector<std::string>& parts, std::string part) {
  if (part.front() == '*') {
    while (part < "*final" && !parts.empty() && parts.back() == "*final-") {
      parts.pop_back();
    }
    while (!parts.empty() && parts.back() == "00000000") {
      parts.pop_back();
    }
  }
  parts.push_back(std::move(part));
}

std::string legacy_key(std::string_view text) {
  std::vector<std::string> parts;
  const std::string lower = to_lower(text);
  for (const std::string_view piece : pieces(lower)) {
    if (piece != ".") {
      add_part(parts, part_of(piece));
    }
  }
  add_part(parts, "*final");
  std::string key(1, '\0');
  for (const std::string& part : parts) {
    key += part;
    key += '\0';
  }
  return key;
}

}  // namespace

std::string pep440_key(std::string_view text) {
  const auto version = Pep440::parse(text);
  return version ? version->key() : legacy_key(text);
}

int compare_pep440(std::string_view a, std::string_view b) { return pep440_key(a).compare(pep440_key(b)); }

}  // namespace ropewalk::versions
