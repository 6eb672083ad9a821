#include "diag/finding.h"

#include <fmt/format.h>

namespace ropewalk::diag {

Finding to_finding(const Error& error, std::string_view code) {
  return {.code = code,
          .severity = Severity::kError,
          .message = error.message,
          .hint = error.hint,
          .place = error.place,
          .fixes = {}};
}

Error to_error(const Finding& finding) {
  return {ErrorKind::kInvalid, fmt::format("{} [{}]", finding.message, finding.code), finding.hint, finding.place};
}

}  // namespace ropewalk::diag
