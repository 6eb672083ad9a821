// Something that was found in a file: what every rule, check and scanner tells.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/source.h"
#include "diag/render.h"

namespace ropewalk::diag {

/// A change that mends a finding.
struct Fix {
  /// What it does, as an editor offers it: `Write 'ubuntu-latest'`.
  std::string title;
  SourceRef place;
  std::string replacement;
};

struct Finding {
  /// Stable and in kebab-case: people suppress and look up findings by it. A text that lives for ever.
  std::string_view code;
  Severity severity = Severity::kWarning;
  /// What was seen and then the rule; what to do.
  std::string message;
  std::string hint = {};
  SourceRef place = {};
  std::vector<Fix> fixes = {};
};

/// An error as a finding of its own.
[[nodiscard]] Finding to_finding(const Error& error, std::string_view code);

/// The other way, for what shows errors (render.h): the code stands behind the message, `… [unknown-shell]`.
[[nodiscard]] Error to_error(const Finding& finding);

}  // namespace ropewalk::diag
