// Days of the calendar as text.
#pragma once

#include <string_view>

namespace ropewalk {

/// True for a day that there is, written as `2026-01-31`.
[[nodiscard]] bool is_day(std::string_view text);

}  // namespace ropewalk
