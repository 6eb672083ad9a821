// How an error or a finding looks to a person: place, message, the source line with a mark under it, hint.
#pragma once

#include <string>

#include "base/result.h"

namespace ropewalk::diag {

enum class Severity { kError, kWarning, kNotice };

/// Whether the text goes to a terminal that shows colours.
enum class Style { kPlain, kColour };

/// `file:line:col: error: message`, the source line with carets under the span, and `hint: …`; each line ends with a
/// line feed. Without a place the first line is `error: message`. Long source lines are cut around the span.
[[nodiscard]] std::string render(const Error& error, Severity severity = Severity::kError, Style style = Style::kPlain);

/// The source line of a place with carets under the span, two lines; empty without a place.
[[nodiscard]] std::string excerpt(const SourceRef& place, Style style = Style::kPlain);

/// The word of a severity as messages show it: `error`, `warning`, `notice`.
[[nodiscard]] std::string_view name(Severity severity);

}  // namespace ropewalk::diag
