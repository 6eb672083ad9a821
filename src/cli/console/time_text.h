// When something was, in the user's words: how long ago, and the time of the day where the user is.
#pragma once

#include <string>

#include "ports/time_zone.h"
#include "record/event.h"

namespace ropewalk::cli {

/// `just now`, `3 min ago`, `5 h ago`, `2 days ago`.
[[nodiscard]] std::string ago_text(record::Time then, record::Time now);

/// `2026-01-02 04:04 +01:00`.
[[nodiscard]] std::string local_time_text(record::Time time, const ports::TimeZone& zone);

}  // namespace ropewalk::cli
