// Points in time as people read them, where the user is.
#pragma once

#include <chrono>
#include <string>

namespace ropewalk {

/// How exact a time is told.
enum class TimeParts { kMinutes, kSeconds };

/// `2026-01-02 04:04 +01:00`, or with seconds; `offset` is what the place adds to UTC.
[[nodiscard]] std::string to_local_text(std::chrono::system_clock::time_point time, std::chrono::seconds offset,
                                        TimeParts parts);

}  // namespace ropewalk
