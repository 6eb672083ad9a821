// Dependencies as Poetry writes them in `[tool.poetry.dependencies]`, for pip: its own forms of versions (`^1.2`,
// `~1.2`, `1.2`) as PEP 440 says them, extras, markers and sources as PEP 508 does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace ropewalk::deploy {

struct PoetryDependencies {
  /// For pip; those of groups and optional ones are none of the service's.
  std::vector<std::string> requirements = {};
  /// What pip cannot be told, for people, one sentence each.
  std::vector<std::string> notes = {};
};

/// `table` is `[tool.poetry.dependencies]`.
[[nodiscard]] PoetryDependencies read_poetry(const json::object& table);

/// `>=1.2,<2` of `^1.2`; empty for any version. `is_unknown` is set for a form that has no counterpart (`^1 || ^2`).
[[nodiscard]] std::string versions_of_poetry(std::string_view text, bool& is_unknown);

}  // namespace ropewalk::deploy
