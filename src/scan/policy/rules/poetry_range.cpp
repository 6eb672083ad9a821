#include "scan/policy/rules/poetry_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "base/strings.h"

namespace ropewalk::scan::policy {
namespace {

/// The release that a caret or a tilde ends below: the number at `keep` one higher, nothing behind it.
std::optional<std::string> next_release(const versions::Pep440& version, std::size_t keep) {
  std::string out = version.epoch == "0" ? "" : version.epoch + "!";
  for (std::size_t at = 0; at <= keep; ++at) {
    const std::string digits = at < version.release.size() ? version.release[at] : "0";
    if (at < keep) {
      out += digits + ".";
      continue;
    }
    const auto number = versions::to_number(digits);
    if (!number || *number == std::numeric_limits<std::uint64_t>::max()) {
      return std::nullopt;
    }
    out += std::to_string(*number + 1);
  }
  return out;
}

/// `^1.2.3` keeps the first number that is not zero, `^0.0` the last one that is written.
std::size_t kept_by_caret(const versions::Pep440& version) {
  const auto first = std::find_if(version.release.begin(), version.release.end(),
                                  [](const versions::Digits& digits) { return digits != "0"; });
  return first == version.release.end() ? version.release.size() - 1
                                        : static_cast<std::size_t>(first - version.release.begin());
}

/// One clause as PEP 440 has it; nothing when it is not understood.
std::optional<std::string> clause(std::string_view text) {
  const std::size_t begin = std::min(text.find_first_not_of("^~=<>! "), text.size());
  const std::string op(trim(text.substr(0, begin)));
  const std::string_view version = trim(text.substr(begin));
  if (op.empty() && (version == "*" || version.empty())) {
    return "";
  }
  if (op == "^" || op == "~") {
    const auto parsed = versions::Pep440::parse(version);
    if (!parsed) {
      return std::nullopt;
    }
    const std::size_t keep = op == "^" ? kept_by_caret(*parsed) : std::min<std::size_t>(1, parsed->release.size() - 1);
    const auto end = next_release(*parsed, keep);
    return end ? std::optional(fmt::format(">={},<{}", version, *end)) : std::nullopt;
  }
  return fmt::format("{}{}", op.empty() || op == "=" ? "==" : op, version);
}

std::optional<versions::SpecifierSet> read_set(std::string_view text) {
  // Clauses are told apart by commas or blanks; a blank behind an operator belongs to it.
  std::vector<std::string> words;
  bool goes_on = false;
  const std::string plain = replace_all(text, ",", " ");
  for (const std::string_view word : split(plain, ' ')) {
    if (word.empty()) {
      continue;
    }
    if (goes_on) {
      words.back() += word;
    } else {
      words.emplace_back(word);
    }
    goes_on = word.find_first_not_of("^~=<>!") == std::string_view::npos;
  }
  std::vector<std::string> clauses;
  for (const std::string& word : words) {
    auto one = clause(word);
    if (!one) {
      return std::nullopt;
    }
    if (!one->empty()) {
      clauses.push_back(std::move(*one));
    }
  }
  auto set = versions::SpecifierSet::parse(join(clauses, ","));
  return set ? std::optional(std::move(*set)) : std::nullopt;
}

}  // namespace

std::optional<std::vector<versions::SpecifierSet>> read_range(std::string_view text) {
  std::vector<versions::SpecifierSet> sets;
  const std::string alternatives = replace_all(text, "||", "|");
  for (const std::string_view one : split(alternatives, '|')) {
    auto set = read_set(one);
    if (!set) {
      return std::nullopt;
    }
    sets.push_back(std::move(*set));
  }
  return sets;
}

}  // namespace ropewalk::scan::policy
