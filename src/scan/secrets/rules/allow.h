// Asks allow lists.
#pragma once

#include <span>
#include <string_view>

#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

/// What an allow list can look at.
struct AllowSubject {
  std::string_view path;
  std::string_view commit;
  std::string_view secret;
  std::string_view match;
  std::string_view line;
  /// Path and commit are not known: a list that asks for one of them takes nothing out.
  bool is_nameless = false;
};

/// True when a list takes the whole file or commit out, whatever stands in it.
[[nodiscard]] bool is_source_allowed(std::span<const AllowList> lists, std::string_view path, std::string_view commit);

/// True when a list takes this finding out.
[[nodiscard]] bool is_finding_allowed(std::span<const AllowList> lists, const AllowSubject& subject);

}  // namespace ropewalk::scan
