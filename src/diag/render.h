// How an error or a finding looks to a person: place, message, the source line with a mark under it, hint.
#pragma once

#include <string>

#include "base/result.h"
#include "diag/palette.h"

namespace ropewalk::diag {

enum class Severity { kError, kWarning, kNotice };

/// `file:line:col: error: message`, the source line with carets under the span, and `hint: …`; each line ends with a
/// line feed. Without a place the first line is `error: message`. Long source lines are cut around the span. Control
/// characters of texts and of the source are spelt out (base/display.h).
[[nodiscard]] std::string render(const Error& error, Severity severity = Severity::kError,
                                 const Palette& palette = Palette(false));

/// The same for a job on GitHub, which shows it at the place: `::error file=…,line=…,col=…::message`, one line.
[[nodiscard]] std::string workflow_command(const Error& error, Severity severity);

/// The source line of a place with carets under the span, two lines; empty without a place.
[[nodiscard]] std::string excerpt(const SourceRef& place, const Palette& palette = Palette(false));

/// The word of a severity as messages show it: `error`, `warning`, `notice`.
[[nodiscard]] std::string_view name(Severity severity);

}  // namespace ropewalk::diag
