#include "versions/compare.h"

#include <array>
#include <utility>

#include "base/strings.h"
#include "versions/alpine.h"
#include "versions/debian.h"
#include "versions/pep440.h"
#include "versions/rpm.h"
#include "versions/semver.h"

namespace ropewalk::versions {

std::optional<Scheme> scheme_named(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, Scheme>, 26> kNames = {{
      {"pep440", Scheme::kPep440},     {"pypi", Scheme::kPep440},     {"python", Scheme::kPep440},
      {"semver", Scheme::kSemver},     {"npm", Scheme::kSemver},      {"crates.io", Scheme::kSemver},
      {"cargo", Scheme::kSemver},      {"go", Scheme::kSemver},       {"golang", Scheme::kSemver},
      {"debian", Scheme::kDebian},     {"deb", Scheme::kDebian},      {"ubuntu", Scheme::kDebian},
      {"alpine", Scheme::kAlpine},     {"apk", Scheme::kAlpine},      {"wolfi", Scheme::kAlpine},
      {"chainguard", Scheme::kAlpine}, {"rpm", Scheme::kRpm},         {"redhat", Scheme::kRpm},
      {"red hat", Scheme::kRpm},       {"rocky linux", Scheme::kRpm}, {"suse", Scheme::kRpm},
      {"opensuse", Scheme::kRpm},      {"openeuler", Scheme::kRpm},   {"mageia", Scheme::kRpm},
      {"azure linux", Scheme::kRpm},   {"minimos", Scheme::kAlpine},
  }};
  const std::string lower = to_lower(name.substr(0, name.find(':')));
  for (const auto& [known, scheme] : kNames) {
    if (known == lower) {
      return scheme;
    }
  }
  return lower == "almalinux" ? std::optional(Scheme::kRpm) : std::nullopt;
}

std::string_view name(Scheme scheme) {
  switch (scheme) {
    case Scheme::kPep440: return "pep440";
    case Scheme::kSemver: return "semver";
    case Scheme::kDebian: return "debian";
    case Scheme::kAlpine: return "alpine";
    case Scheme::kRpm: return "rpm";
  }
  return "";
}

int compare(Scheme scheme, std::string_view a, std::string_view b) {
  switch (scheme) {
    case Scheme::kPep440: return compare_pep440(a, b);
    case Scheme::kSemver: return compare_semver(a, b);
    case Scheme::kDebian: return compare_debian(a, b);
    case Scheme::kAlpine: return compare_alpine(a, b);
    case Scheme::kRpm: return compare_rpm(a, b);
  }
  return 0;
}

std::optional<std::string> normal_form(Scheme scheme, std::string_view version) {
  switch (scheme) {
    case Scheme::kPep440: {
      const auto parsed = Pep440::parse(version);
      return parsed ? std::optional(parsed->text()) : std::nullopt;
    }
    case Scheme::kSemver: {
      const auto parsed = Semver::parse(version, SemverForm::kLoose);
      return parsed ? std::optional(parsed->text()) : std::nullopt;
    }
    case Scheme::kDebian:
    case Scheme::kAlpine:
    case Scheme::kRpm: break;
  }
  const std::string_view trimmed = trim(version);
  return trimmed.empty() ? std::nullopt : std::optional<std::string>(trimmed);
}

}  // namespace ropewalk::versions
