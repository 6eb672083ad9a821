// The script and the style of a run's page, as web/run_page/ has them.
#pragma once

#include <string_view>

namespace ropewalk::report {

[[nodiscard]] std::string_view run_page_script();
[[nodiscard]] std::string_view run_page_style();

}  // namespace ropewalk::report
