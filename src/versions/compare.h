// All orders of versions behind one function, by the ecosystem's scheme.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::versions {

enum class Scheme { kPep440, kSemver, kDebian, kAlpine, kRpm };

/// By a scheme's name or an ecosystem's: `pypi`, `npm`, `crates.io`, `go`, `debian:12`, `ubuntu`, `alpine:v3.20`,
/// `red hat`; case does not matter. Nothing for others.
[[nodiscard]] std::optional<Scheme> scheme_named(std::string_view name);
[[nodiscard]] std::string_view name(Scheme scheme);

/// Below, at or above zero; for any texts.
[[nodiscard]] int compare(Scheme scheme, std::string_view a, std::string_view b);

/// The spelling that the scheme gives a version; nothing when it is none. Only PEP 440 and SemVer have one that
/// differs from what is written.
[[nodiscard]] std::optional<std::string> normal_form(Scheme scheme, std::string_view version);

}  // namespace ropewalk::versions
