#include "versions/alpine.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "versions/digits.h"

namespace ropewalk::versions {
namespace {

/// `_rc4`. Below zero is what comes before the version itself.
struct Suffix {
  int weight = 0;
  std::string_view number;
};

struct Parts {
  std::vector<std::string_view> numbers;
  /// 0 for none.
  char letter = 0;
  std::vector<Suffix> suffixes;
  std::string_view revision;
  /// What could not be read.
  std::string_view rest;
  /// Not even a revision begins where reading stopped.
  bool is_valid = true;
};

void take_numbers(std::string_view& text, Parts& parts) {
  std::string_view digits = take_digits(text);
  while (!digits.empty()) {
    parts.numbers.push_back(digits);
    if (text.size() < 2 || text[0] != '.' || !is_digit(text[1])) {
      return;
    }
    text.remove_prefix(1);
    digits = take_digits(text);
  }
}

bool take_suffix(std::string_view& text, Parts& parts) {
  static constexpr std::array<std::pair<std::string_view, int>, 9> kSuffixes = {{{"_alpha", -4},
                                                                                 {"_beta", -3},
                                                                                 {"_pre", -2},
                                                                                 {"_rc", -1},
                                                                                 {"_cvs", 1},
                                                                                 {"_svn", 2},
                                                                                 {"_git", 3},
                                                                                 {"_hg", 4},
                                                                                 {"_p", 5}}};
  // `_pre` before `_p`: the list has the longer word first.
  for (const auto& [word, weight] : kSuffixes) {
    if (text.starts_with(word)) {
      text.remove_prefix(word.size());
      parts.suffixes.push_back({weight, take_digits(text)});
      return true;
    }
  }
  return false;
}

/// The commit that it was built from; it has no order.
void drop_commit(std::string_view& text) {
  if (!text.starts_with('~')) {
    return;
  }
  const std::size_t end = std::min(text.find_first_not_of("0123456789abcdef", 1), text.size());
  text.remove_prefix(end > 1 ? end : 0);
}

Parts read(std::string_view text) {
  Parts parts;
  take_numbers(text, parts);
  if (!text.empty() && text.front() >= 'a' && text.front() <= 'z') {
    parts.letter = text.front();
    text.remove_prefix(1);
  }
  while (take_suffix(text, parts)) {
  }
  drop_commit(text);
  if (text.starts_with("-r")) {
    text.remove_prefix(2);
    parts.revision = take_digits(text);
  } else {
    parts.is_valid = text.empty();
  }
  parts.rest = text;
  return parts;
}

/// A number behind a dot with a zero in front compares as text, as decimal fractions do: `1.01` is below `1.1`.
int compare_numbers(const std::vector<std::string_view>& a, const std::vector<std::string_view>& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    if (i >= a.size() || i >= b.size()) {
      return i >= a.size() ? -1 : 1;
    }
    const bool is_text = i > 0 && (a[i].starts_with('0') || b[i].starts_with('0'));
    const int order = is_text ? a[i].compare(b[i]) : compare_digits(a[i], b[i]);
    if (order != 0) {
      return order;
    }
  }
  return 0;
}

int compare_suffixes(const std::vector<Suffix>& a, const std::vector<Suffix>& b) {
  for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
    const Suffix left = i < a.size() ? a[i] : Suffix{};
    const Suffix right = i < b.size() ? b[i] : Suffix{};
    const int order =
        left.weight != right.weight ? left.weight - right.weight : compare_digits(left.number, right.number);
    if (order != 0) {
      return order;
    }
  }
  return 0;
}

}  // namespace

int compare_alpine(std::string_view a, std::string_view b) {
  a = trim(a);
  b = trim(b);
  const Parts left = read(a);
  const Parts right = read(b);
  if (!left.is_valid && !right.is_valid) {
    return a.compare(b);
  }
  int order = compare_numbers(left.numbers, right.numbers);
  if (order == 0) {
    order = left.letter - right.letter;
  }
  if (order == 0) {
    order = compare_suffixes(left.suffixes, right.suffixes);
  }
  if (order == 0) {
    order = compare_digits(left.revision, right.revision);
  }
  return order != 0 ? order : static_cast<int>(left.rest.empty()) - static_cast<int>(right.rest.empty());
}

}  // namespace ropewalk::versions
