#include "versions/debian.h"

#include <algorithm>

#include "base/strings.h"
#include "versions/digits.h"

namespace ropewalk::versions {
namespace {

struct Parts {
  std::string_view epoch = "0";
  std::string_view upstream;
  std::string_view revision;
};

Parts split_version(std::string_view text) {
  Parts parts;
  text = trim(text);
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos && std::all_of(text.begin(), text.begin() + static_cast<long>(colon), is_digit)) {
    parts.epoch = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  const std::size_t dash = text.rfind('-');
  parts.upstream = text.substr(0, dash);
  parts.revision = dash == std::string_view::npos ? std::string_view() : text.substr(dash + 1);
  return parts;
}

/// The weight of the character at the front; an end or a digit weighs nothing.
int weight(std::string_view text) {
  if (text.empty() || is_digit(text.front())) {
    return 0;
  }
  const char c = text.front();
  if (c == '~') {
    return -1;
  }
  return is_letter(c) ? static_cast<unsigned char>(c) : static_cast<unsigned char>(c) + 256;
}

int compare_part(std::string_view a, std::string_view b) {
  while (!a.empty() || !b.empty()) {
    while ((!a.empty() && !is_digit(a.front())) || (!b.empty() && !is_digit(b.front()))) {
      const int order = weight(a) - weight(b);
      if (order != 0) {
        return order;
      }
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
    const int order = compare_digits(take_digits(a), take_digits(b));
    if (order != 0) {
      return order;
    }
  }
  return 0;
}

}  // namespace

int compare_debian(std::string_view a, std::string_view b) {
  const Parts left = split_version(a);
  const Parts right = split_version(b);
  int order = compare_digits(left.epoch, right.epoch);
  if (order == 0) {
    order = compare_part(left.upstream, right.upstream);
  }
  return order != 0 ? order : compare_part(left.revision, right.revision);
}

}  // namespace ropewalk::versions
