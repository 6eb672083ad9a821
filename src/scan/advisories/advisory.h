// What an advisory states, in the terms of the OSV schema (https://ossf.github.io/osv-schema/): which versions of which
// packages it is about, under which ids it is known, how grave it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk::scan {

enum class EventKind : std::uint8_t { kIntroduced, kFixed, kLastAffected, kLimit };

struct RangeEvent {
  EventKind kind = EventKind::kIntroduced;
  std::string version;
};

/// Of the type ECOSYSTEM or SEMVER; ranges of commits are not kept.
struct VersionRange {
  std::vector<RangeEvent> events;
};

struct AffectedPackage {
  /// `PyPI`, `Debian:12`.
  std::string ecosystem;
  /// As the ecosystem compares names: PyPI's in the form of PEP 503.
  std::string name;
  std::vector<VersionRange> ranges;
  std::vector<std::string> versions;
  /// CVSS vectors of this package alone.
  std::vector<std::string> severities;
  /// A word that the distribution or database says: `unimportant`, `HIGH`.
  std::string urgency;
};

struct Advisory {
  std::string id;
  /// A distribution's record of one CVE (`DEBIAN-CVE-2024-1`) has the CVE among them.
  std::vector<std::string> aliases;
  /// What a distribution's notice is about: the CVEs that it mends.
  std::vector<std::string> upstream;
  std::string summary;
  /// RFC 3339; empty when it is not said.
  std::string modified;
  std::string published;
  std::string withdrawn;
  std::vector<std::string> severities;
  /// The database's own word, where it has one: `HIGH`.
  std::string severity_word;
  /// The page to read more on.
  std::string link;
  std::vector<AffectedPackage> affected;

  [[nodiscard]] bool is_malicious() const { return id.starts_with("MAL-"); }
};

/// PyPI's names are one when they differ only in case and runs of `-`, `_` and `.` (PEP 503).
[[nodiscard]] std::string normal_python_name(std::string_view name);
/// The name as the ecosystem compares it.
[[nodiscard]] std::string normal_name(std::string_view ecosystem, std::string_view name);

/// Reads one record in JSON or, when the name ends with `.yaml` or `.yml`, in YAML. Errors: kInvalid with the place.
[[nodiscard]] Result<Advisory> read_advisory(std::string text, std::string_view name);

}  // namespace ropewalk::scan
