#include "versions/specifier.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.h"

namespace ropewalk::versions {
namespace {

constexpr std::array<std::pair<std::string_view, Operator>, 8> kOperators = {{
    {"===", Operator::kArbitrary},
    {"~=", Operator::kCompatible},
    {"==", Operator::kEqual},
    {"!=", Operator::kNotEqual},
    {"<=", Operator::kAtMost},
    {">=", Operator::kAtLeast},
    {"<", Operator::kBelow},
    {">", Operator::kAbove},
}};

Pep440 without_local(Pep440 version) {
  version.local.clear();
  return version;
}

int compare(const Pep440& a, const Pep440& b) { return a.key().compare(b.key()); }

/// Whether epoch and the first `length` numbers are the same; a release that is shorter has zeros behind it.
bool has_prefix(const Pep440& version, const Pep440& prefix, std::size_t length) {
  if (version.epoch != prefix.epoch) {
    return false;
  }
  for (std::size_t i = 0; i < length; ++i) {
    if ((i < version.release.size() ? version.release[i] : "0") != prefix.release[i]) {
      return false;
    }
  }
  return true;
}

/// What a post-release comes after: `1.0b1` for `1.0b1.post2.dev3+local`.
Pep440 without_post(Pep440 version) {
  version.post.reset();
  version.dev.reset();
  version.local.clear();
  return version;
}

bool is_below(const Pep440& candidate, const Pep440& limit) {
  if (compare(candidate, limit) >= 0) {
    return false;
  }
  // `<1.0` leaves out the pre-releases of 1.0 itself.
  if (limit.is_prerelease() || !candidate.is_prerelease()) {
    return true;
  }
  Pep440 first = limit;
  first.dev = "0";
  return compare(candidate, first) < 0;
}

bool is_above(const Pep440& candidate, const Pep440& limit) {
  if (compare(candidate, limit) <= 0) {
    return false;
  }
  // `>1.0` leaves out the post-releases and the local versions of 1.0 itself; `>1.0b1` those of 1.0b1, not of 1.0.
  if (!limit.is_postrelease() && candidate.is_postrelease() && compare(without_post(candidate), limit) == 0) {
    return false;
  }
  return candidate.local.empty() || compare(without_local(candidate), without_local(limit)) != 0;
}

bool is_equal(const Pep440& candidate, const Specifier& specifier) {
  const Pep440& wanted = *specifier.version;
  if (specifier.is_prefix) {
    return has_prefix(candidate, wanted, wanted.release.size());
  }
  return compare(wanted.local.empty() ? without_local(candidate) : candidate, wanted) == 0;
}

Result<Specifier> read_clause(std::string_view text) {
  const std::string_view clause = trim(text);
  const auto wrong = [&](std::string_view why) {
    return fail(ErrorKind::kInvalid, fmt::format("'{}' is not a version specifier: {}", clause, why));
  };
  Specifier specifier;
  const auto found = std::find_if(kOperators.begin(), kOperators.end(),
                                  [&](const auto& pair) { return clause.starts_with(pair.first); });
  if (found == kOperators.end()) {
    return wrong("it begins with none of == != <= >= < > ~= ===");
  }
  specifier.op = found->second;
  std::string_view version = trim(clause.substr(found->first.size()));
  if (specifier.op == Operator::kArbitrary) {
    if (version.empty() || version.find_first_of(" \t\r\n;)") != std::string_view::npos) {
      return wrong("=== takes one word");
    }
    specifier.text = version;
    specifier.version = Pep440::parse(version);
    return specifier;
  }
  if (version.ends_with(".*")) {
    version.remove_suffix(2);
    specifier.is_prefix = true;
  }
  specifier.text = version;
  specifier.version = Pep440::parse(version);
  if (!specifier.version) {
    return wrong(fmt::format("'{}' is not a version", version));
  }
  const Pep440& parsed = *specifier.version;
  const bool has_only_release = !parsed.pre && !parsed.post && !parsed.dev && parsed.local.empty();
  const bool is_equality = specifier.op == Operator::kEqual || specifier.op == Operator::kNotEqual;
  if (specifier.is_prefix && (!is_equality || !has_only_release)) {
    return wrong(".* stands only behind == or != and the numbers of a release");
  }
  if (!parsed.local.empty() && !is_equality) {
    return wrong("only == and != take a local version");
  }
  if (specifier.op == Operator::kCompatible && parsed.release.size() < 2) {
    return wrong("~= takes at least two numbers");
  }
  return specifier;
}

}  // namespace

bool Specifier::contains(const Pep440& candidate, std::string_view candidate_text) const {
  switch (op) {
    case Operator::kArbitrary: return equals_ignoring_case(trim(candidate_text), text);
    case Operator::kEqual: return is_equal(candidate, *this);
    case Operator::kNotEqual: return !is_equal(candidate, *this);
    case Operator::kAtMost: return compare(without_local(candidate), *version) <= 0;
    case Operator::kAtLeast: return compare(without_local(candidate), *version) >= 0;
    case Operator::kBelow: return is_below(candidate, *version);
    case Operator::kAbove: return is_above(candidate, *version);
    case Operator::kCompatible:
      return compare(without_local(candidate), *version) >= 0 &&
             has_prefix(candidate, *version, version->release.size() - 1);
  }
  return false;
}

std::string Specifier::to_text() const {
  const auto found =
      std::find_if(kOperators.begin(), kOperators.end(), [&](const auto& pair) { return pair.second == op; });
  return fmt::format("{}{}{}", found->first, text, is_prefix ? ".*" : "");
}

Result<SpecifierSet> SpecifierSet::parse(std::string_view text) {
  SpecifierSet set;
  for (const std::string_view part : split(text, ',')) {
    if (trim(part).empty()) {
      continue;
    }
    auto clause = read_clause(part);
    if (!clause) {
      return fail(std::move(clause.error()));
    }
    set.clauses.push_back(std::move(*clause));
  }
  return set;
}

bool SpecifierSet::contains(const Pep440& candidate, Prereleases prereleases) const {
  const bool names_prerelease = std::any_of(clauses.begin(), clauses.end(), [](const Specifier& clause) {
    return clause.op != Operator::kNotEqual && clause.version && clause.version->is_prerelease();
  });
  const bool takes_prereleases =
      prereleases == Prereleases::kAlways || (prereleases == Prereleases::kAsSpecified && names_prerelease);
  if (candidate.is_prerelease() && !takes_prereleases) {
    return false;
  }
  const std::string text = candidate.text();
  return std::all_of(clauses.begin(), clauses.end(),
                     [&](const Specifier& clause) { return clause.contains(candidate, text); });
}

bool SpecifierSet::contains_text(std::string_view candidate, Prereleases prereleases) const {
  if (const auto version = Pep440::parse(candidate)) {
    return contains(*version, prereleases);
  }
  return std::all_of(clauses.begin(), clauses.end(), [&](const Specifier& clause) {
    return clause.op == Operator::kArbitrary && clause.contains({}, candidate);
  });
}

std::optional<std::string> SpecifierSet::pinned() const {
  for (const Specifier& clause : clauses) {
    const bool is_text = clause.op == Operator::kArbitrary && clause.text.find('*') == std::string::npos;
    if ((clause.op == Operator::kEqual && !clause.is_prefix) || is_text) {
      return clause.text;
    }
  }
  return std::nullopt;
}

std::string SpecifierSet::to_text() const {
  std::string out;
  for (const Specifier& clause : clauses) {
    out += out.empty() ? "" : ",";
    out += clause.to_text();
  }
  return out;
}

}  // namespace ropewalk::versions
