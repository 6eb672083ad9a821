// The times of `on.schedule`.
#pragma once

#include <string_view>

namespace ropewalk::workflow {

/// Whether GitHub takes this for a schedule: five fields with numbers, ranges, lists, steps, and names of months and
/// days of the week (actions/languageservices, cron.ts).
[[nodiscard]] bool is_valid_cron(std::string_view text);

}  // namespace ropewalk::workflow
