// Variables in a Dockerfile's words: `$NAME`, `${NAME:-else}` and their like, as BuildKit expands them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::image::dockerfile {

/// The value of a variable; nothing for one that is not set.
using Lookup = std::function<std::optional<std::string>(std::string_view name)>;

/// A word expanded and unquoted. What is not set is empty. Errors: kInvalid for a `${` that is not closed, an operator
/// that is not known, and `${NAME:?message}` of a name that is not set.
[[nodiscard]] Result<std::string> expand(std::string_view word, const Lookup& lookup, char escape);

/// The same for the text of a heredoc, in which quotes are nothing special.
[[nodiscard]] Result<std::string> expand_text(std::string_view text, const Lookup& lookup, char escape);

}  // namespace ropewalk::image::dockerfile
