// The order of ids and the groups of advisories that are one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scan/advisories/advisory.h"

namespace ropewalk::scan {

/// MAL first, then CVE, PYSEC, GHSA, others; within each by the numbers in them.
[[nodiscard]] bool id_is_before(std::string_view a, std::string_view b);

struct AliasGroups {
  /// The group of each advisory, in their order.
  std::vector<std::uint32_t> of_advisory;
  /// All ids of each group, in order.
  std::vector<std::vector<std::string>> ids;
};

/// Advisories that share an id or alias, and those that share one with these, are a group. A withdrawn advisory says
/// nothing any more: it is a group of its own.
[[nodiscard]] AliasGroups group_by_alias(const std::vector<Advisory>& advisories);

}  // namespace ropewalk::scan
