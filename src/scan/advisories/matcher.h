// Which advisories are about a version of a package, and which version is free of all of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/advisories/pack.h"
#include "scan/core/finding.h"

namespace ropewalk::scan {

/// One advisory that names the version.
struct Match {
  std::uint32_t advisory = 0;
  std::uint32_t affected = 0;
  /// By its ranges; else by its list alone.
  bool is_in_range = false;
};

/// All advisories of a package that name the version, withdrawn ones too. `name` is in the ecosystem's normal form.
[[nodiscard]] std::vector<Match> match(const Pack& pack, std::string_view ecosystem, std::string_view name,
                                       std::string_view version);

/// The lowest version above `version` that some advisory calls fixed and that none names; nothing when there is none.
[[nodiscard]] std::optional<std::string> fix_for(const Pack& pack, std::string_view ecosystem, std::string_view name,
                                                 std::string_view version);

/// Advisories that are one, by their ids and aliases.
struct Vulnerability {
  /// MAL first, then CVE, PYSEC, GHSA, others; within each by number.
  std::vector<std::string> ids;
  Severity severity = Severity::kUnknown;
  /// The CVSS score in tenths and its vector, where one is known.
  std::optional<std::uint32_t> score;
  std::string vector;
  std::string summary;
  std::string link;
  /// The distribution's own word: `unimportant`, `not yet assigned`, `medium`.
  std::string urgency;
  /// The lowest version above this one that one of these advisories calls fixed; others may still name it.
  std::optional<std::string> fixed_in;
  bool is_malicious = false;
};

/// What is wrong with a version, withdrawn advisories left out: one entry for each group, in the order of ids.
[[nodiscard]] std::vector<Vulnerability> vulnerabilities(const Pack& pack, std::string_view ecosystem,
                                                         std::string_view name, std::string_view version);

/// What a distribution's word for urgency means; nothing for words that leave it open (`not yet assigned`).
[[nodiscard]] std::optional<Severity> severity_of_urgency(std::string_view word);

/// By the bands of CVSS v3 and v4: 90 and more is critical.
[[nodiscard]] Severity severity_of_score(std::uint32_t tenths);

}  // namespace ropewalk::scan
