#include "versions/rpm.h"

#include <algorithm>
#include <optional>

#include "base/strings.h"
#include "versions/digits.h"

namespace ropewalk::versions {
namespace {

struct Parts {
  std::string_view epoch = "0";
  std::string_view version;
  std::optional<std::string_view> release;
};

Parts split_version(std::string_view text) {
  Parts parts;
  text = trim(text);
  std::string_view rest = text;
  const std::string_view epoch = take_digits(rest);
  if (rest.starts_with(':')) {
    parts.epoch = epoch;
    text = rest.substr(1);
  }
  const std::size_t dash = text.rfind('-');
  parts.version = text.substr(0, dash);
  if (dash != std::string_view::npos) {
    parts.release = text.substr(dash + 1);
  }
  return parts;
}

void drop_separators(std::string_view& text) {
  while (!text.empty() && !is_digit(text.front()) && !is_letter(text.front()) && text.front() != '~' &&
         text.front() != '^') {
    text.remove_prefix(1);
  }
}

std::string_view take_letters(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_letter);
  const std::string_view letters = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(letters.size());
  return letters;
}

/// How what begins with a mark, goes on, or has ended, stands to the other: `~` first, then an end, `^`, a run.
int rank(std::string_view text) {
  if (text.empty()) {
    return 1;
  }
  return text.front() == '~' ? 0 : text.front() == '^' ? 2 : 3;
}

int compare_part(std::string_view a, std::string_view b) {
  while (true) {
    drop_separators(a);
    drop_separators(b);
    if (rank(a) != rank(b)) {
      return rank(a) - rank(b);
    }
    if (a.empty()) {
      return 0;
    }
    if (rank(a) != 3) {
      a.remove_prefix(1);
      b.remove_prefix(1);
      continue;
    }
    if (is_digit(a.front()) != is_digit(b.front())) {
      return is_digit(a.front()) ? 1 : -1;
    }
    const int order =
        is_digit(a.front()) ? compare_digits(take_digits(a), take_digits(b)) : take_letters(a).compare(take_letters(b));
    if (order != 0) {
      return order;
    }
  }
}

}  // namespace

int compare_rpm(std::string_view a, std::string_view b) {
  const Parts left = split_version(a);
  const Parts right = split_version(b);
  int order = compare_digits(left.epoch, right.epoch);
  if (order == 0) {
    order = compare_part(left.version, right.version);
  }
  if (order != 0 || (!left.release && !right.release)) {
    return order;
  }
  if (!left.release || !right.release) {
    return left.release ? 1 : -1;
  }
  return compare_part(*left.release, *right.release);
}

}  // namespace ropewalk::versions
