// The text form of git's configuration (git-config(1), "Syntax"): reading one value, writing values safely.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ropewalk::git {

/// The last value of `section.subsection.key` (names of sections and keys without case, subsections with it; an empty
/// `subsection` is none). Included files are not read.
[[nodiscard]] std::optional<std::string> config_value(std::string_view text, std::string_view section,
                                                      std::string_view subsection, std::string_view key);

/// A value in double quotes, so that it comes back as it is.
[[nodiscard]] std::string quote_config(std::string_view value);

}  // namespace ropewalk::git
