// Whether a value looks like something that people write, or like chance: the filter of rules that no provider's format
// helps. Entropy alone takes names of things for secrets; letters that follow each other as in words tell them apart.
#pragma once

#include <string_view>

#include "scan/secrets/rules/rule.h"

namespace ropewalk::scan {

/// From 0, words, to 1, nothing but chance.
[[nodiscard]] double rarity(std::string_view value);

/// True for a letter that is repeated, an alphabet, `EXAMPLE`, `your-…`, and for keys that are known to be public.
[[nodiscard]] bool is_placeholder(std::string_view value);

/// True when a value passes a rule's filter, under the name that it is assigned to.
[[nodiscard]] bool passes(ValueFilter filter, std::string_view assigned_to, std::string_view value);

/// True when a value is worth a finding under the name that it is assigned to.
[[nodiscard]] bool is_rare(std::string_view assigned_to, std::string_view value);

}  // namespace ropewalk::scan
