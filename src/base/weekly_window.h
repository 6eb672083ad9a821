// Times of the week at which something may begin: `Mon-Fri 09:00-17:00`, in UTC.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace ropewalk {

struct WeeklyWindow {
  /// From Monday on. The days on which it begins.
  std::array<bool, 7> days = {};
  /// Of the day. One that ends before it begins ends on the next day; 24:00 is a day's end.
  std::chrono::minutes from{0};
  std::chrono::minutes to{24 * 60};
};

/// `DAYS FROM-TO`: days are `daily`, or a list of days and of ranges of them (`Mon-Thu,Sun`); without times it is the
/// whole day. A `UTC` at the end may be said. Errors: kInvalid, with what is wrong.
[[nodiscard]] Result<WeeklyWindow> read_weekly_window(std::string_view text);

/// When one of them is open from `now` on: `now` itself when one is. Nothing without windows.
[[nodiscard]] std::optional<std::chrono::system_clock::time_point> next_open(const std::vector<WeeklyWindow>& windows,
                                                                             std::chrono::system_clock::time_point now);

}  // namespace ropewalk
