// Points in time as text: RFC 3339 in UTC with milliseconds, `2026-01-31T08:15:00.250Z`.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk {

[[nodiscard]] std::string to_rfc3339(std::chrono::system_clock::time_point time);

/// Reads what to_rfc3339 writes, and other forms of RFC 3339 (any fraction, any offset), to the millisecond.
[[nodiscard]] Result<std::chrono::system_clock::time_point> parse_rfc3339(std::string_view text);

}  // namespace ropewalk
