// Reads ranges the way that npm does: each term becomes comparators, a set is true when all of its comparators are.
// The desugaring of `~`, `^`, `x` and hyphens is the one in npm's documentation of its range syntax.
#include "actions/builtin/setup_python/version_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/strings.h"

namespace ropewalk::actions::builtin {
namespace {

constexpr std::string_view kDigits = "0123456789";
/// Comes before every other prerelease: `<3.13.0-0` leaves out the prereleases of 3.13.0 too.
const std::vector<std::string> kFirstPrerelease{"0"};

std::optional<int> parse_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size() && !text.empty() && text[0] != '-';
  return is_whole ? std::optional(number) : std::nullopt;
}

bool is_wildcard(std::string_view part) { return part == "x" || part == "X" || part == "*"; }

std::vector<std::string> identifiers(std::string_view text) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(text, '.')) {
    parts.emplace_back(part);
  }
  return parts;
}

std::strong_ordering compare_identifiers(const std::string& a, const std::string& b) {
  const std::optional<int> x = parse_number(a);
  const std::optional<int> y = parse_number(b);
  if (x && y) {
    return *x <=> *y;
  }
  if (x || y) {
    return x ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  return a <=> b;
}

/// Where the prerelease starts in `3.13.0-rc1`, or in Python's `3.13.0rc1`; npos when there is none.
std::size_t prerelease_start(std::string_view text) {
  const std::size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    return dash;
  }
  const std::size_t letter = text.find_first_not_of("0123456789.");
  const bool is_after_patch =
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(letter, text.size())), '.') == 2;
  if (letter == std::string_view::npos || letter == 0 || !is_after_patch ||
      kDigits.find(text[letter - 1]) == std::string_view::npos) {
    return std::string_view::npos;
  }
  const std::string_view rest = text.substr(letter);
  return rest[0] == 'a' || rest[0] == 'b' || rest.starts_with("rc") ? letter : std::string_view::npos;
}

}  // namespace

std::strong_ordering operator<=>(const Version& a, const Version& b) {
  if (const auto order = a.major <=> b.major; order != 0) {
    return order;
  }
  if (const auto order = a.minor <=> b.minor; order != 0) {
    return order;
  }
  if (const auto order = a.patch <=> b.patch; order != 0) {
    return order;
  }
  if (a.prerelease.empty() || b.prerelease.empty()) {
    return a.prerelease.empty() <=> b.prerelease.empty();
  }
  for (std::size_t i = 0; i < std::min(a.prerelease.size(), b.prerelease.size()); ++i) {
    if (const auto order = compare_identifiers(a.prerelease[i], b.prerelease[i]); order != 0) {
      return order;
    }
  }
  return a.prerelease.size() <=> b.prerelease.size();
}

std::optional<VersionRange::Partial> VersionRange::parse_partial(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of("v= \t"), text.size()));
  text = text.substr(0, text.find('+'));
  Partial partial;
  const std::size_t start = prerelease_start(text);
  if (start != std::string_view::npos) {
    const std::string_view rest = text.substr(start + (text[start] == '-' ? 1 : 0));
    if (rest.empty()) {
      return std::nullopt;
    }
    partial.prerelease = identifiers(rest);
    text = text.substr(0, start);
  }
  if (text.empty()) {
    return partial.prerelease.empty() ? std::optional(partial) : std::nullopt;
  }
  const std::vector<std::string_view> parts = split(text, '.');
  if (parts.size() > 3 || (!partial.prerelease.empty() && parts.size() != 3)) {
    return std::nullopt;
  }
  int* const numbers[] = {&partial.major, &partial.minor, &partial.patch};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::optional<int> number = parse_number(parts[i]);
    if (!number && !is_wildcard(parts[i])) {
      return std::nullopt;
    }
    // After a wildcard everything is one.
    *numbers[i] = number && (i == 0 || *numbers[i - 1] >= 0) ? *number : -1;
  }
  return partial;
}

void VersionRange::add_between(const Version& low, const Version& high, All& all) {
  all.push_back({Operator::kGreaterOrEqual, low});
  all.push_back({Operator::kLess, {high.major, high.minor, high.patch, kFirstPrerelease}});
}

void VersionRange::add_compared(std::string_view op, const Partial& partial, All& all) {
  const Version low{partial.major, std::max(partial.minor, 0), std::max(partial.patch, 0), partial.prerelease};
  const bool is_whole = partial.patch >= 0;
  const Version next =
      partial.minor < 0 ? Version{partial.major + 1, 0, 0} : Version{partial.major, partial.minor + 1, 0};
  if (partial.major < 0) {
    // Any version; `<*` and `>*` are none.
    all.push_back({op == "<" || op == ">" ? Operator::kLess : Operator::kGreaterOrEqual,
                   op == "<" || op == ">" ? Version{0, 0, 0, kFirstPrerelease} : Version{}});
  } else if (op == "~") {
    add_between(low, next, all);
  } else if (op == "^") {
    const bool is_stable = partial.major > 0 || partial.minor < 0;
    const bool keeps_minor = partial.minor > 0 || partial.patch < 0;
    const Version high = is_stable     ? Version{partial.major + 1, 0, 0}
                         : keeps_minor ? Version{0, partial.minor + 1, 0}
                                       : Version{0, 0, partial.patch + 1};
    add_between(low, high, all);
  } else if (op == ">") {
    all.push_back(is_whole ? Comparator{Operator::kGreater, low} : Comparator{Operator::kGreaterOrEqual, next});
  } else if (op == ">=") {
    all.push_back({Operator::kGreaterOrEqual, low});
  } else if (op == "<") {
    all.push_back({Operator::kLess, is_whole ? low : Version{low.major, low.minor, 0, kFirstPrerelease}});
  } else if (op == "<=") {
    all.push_back(is_whole ? Comparator{Operator::kLessOrEqual, low}
                           : Comparator{Operator::kLess, {next.major, next.minor, 0, kFirstPrerelease}});
  } else if (is_whole) {
    all.push_back({Operator::kEqual, low});
  } else {
    add_between(low, next, all);
  }
}

bool VersionRange::add_term(std::string_view term, All& all) {
  std::string_view op;
  for (const std::string_view candidate : {">=", "<=", "~>", ">", "<", "=", "~", "^"}) {
    if (term.starts_with(candidate)) {
      op = candidate;
      break;
    }
  }
  const std::optional<Partial> partial = parse_partial(term.substr(op.size()));
  if (!partial) {
    return false;
  }
  add_compared(op == "~>" ? "~" : op, *partial, all);
  return true;
}

bool VersionRange::add_hyphen(std::string_view low, std::string_view high, All& all) {
  return add_term(">=" + std::string(low), all) && add_term("<=" + std::string(high), all);
}

std::optional<VersionRange> VersionRange::parse(std::string_view text) {
  VersionRange range;
  while (true) {
    const std::size_t end = text.find("||");
    std::vector<std::string> terms;
    bool joins_next = false;
    for (std::string_view rest = trim(text.substr(0, end)); !rest.empty();) {
      const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
      rest = trim(rest.substr(word.size()));
      // White space may stand between an operator and its version.
      if (joins_next) {
        terms.back() += word;
      } else {
        terms.emplace_back(word);
      }
      joins_next = word.find_first_not_of("<>=~^") == std::string_view::npos;
    }
    All all;
    if (terms.empty()) {
      add_compared("", Partial{}, all);
    }
    for (std::size_t i = 0; i < terms.size(); ++i) {
      const bool is_hyphen = i + 2 < terms.size() && terms[i + 1] == "-";
      if (!(is_hyphen ? add_hyphen(terms[i], terms[i + 2], all) : add_term(terms[i], all))) {
        return std::nullopt;
      }
      i += is_hyphen ? 2 : 0;
    }
    range.any_.push_back(std::move(all));
    if (end == std::string_view::npos) {
      return range;
    }
    text.remove_prefix(end + 2);
  }
}

bool VersionRange::contains(const Version& version) const {
  const auto holds = [&](const Comparator& comparator) {
    const auto order = version <=> comparator.version;
    switch (comparator.op) {
      case Operator::kLess: return order < 0;
      case Operator::kLessOrEqual: return order <= 0;
      case Operator::kGreater: return order > 0;
      case Operator::kGreaterOrEqual: return order >= 0;
      case Operator::kEqual: return order == 0;
    }
    return false;
  };
  const auto names_prerelease = [&](const Comparator& comparator) {
    const Version& named = comparator.version;
    return !named.prerelease.empty() && named.major == version.major && named.minor == version.minor &&
           named.patch == version.patch;
  };
  return std::any_of(any_.begin(), any_.end(), [&](const All& all) {
    return std::all_of(all.begin(), all.end(), holds) &&
           (version.prerelease.empty() || std::any_of(all.begin(), all.end(), names_prerelease));
  });
}

std::optional<Version> parse_version(std::string_view text) {
  const std::size_t start = prerelease_start(text);
  const std::vector<std::string_view> parts = split(text.substr(0, start), '.');
  if (parts.size() != 3) {
    return std::nullopt;
  }
  Version version;
  int* const numbers[] = {&version.major, &version.minor, &version.patch};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::optional<int> number = parse_number(parts[i]);
    if (!number) {
      return std::nullopt;
    }
    *numbers[i] = *number;
  }
  if (start != std::string_view::npos) {
    version.prerelease = identifiers(text.substr(start + (text[start] == '-' ? 1 : 0)));
  }
  return version;
}

std::string text(const Version& version) {
  std::string out = fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
  return version.prerelease.empty() ? out : out + "-" + join(version.prerelease, ".");
}

}  // namespace ropewalk::actions::builtin
