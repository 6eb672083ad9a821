// Why something was passed over, or could not be looked at: data/reasons.txt, a line each. Reports name the reasons by
// their ids.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ropewalk::scan {

struct ReasonRow {
  std::string_view id;
  /// `incomplete`, `skipped`, or both with a comma.
  std::string_view kind;
  std::string_view title;
  std::string_view why;
  std::string_view fix;
};

/// The bytes of the file.
[[nodiscard]] std::string_view reason_table_text();

/// In the order of the file.
[[nodiscard]] std::vector<ReasonRow> reason_table();

/// The page of a reason; nothing for others.
[[nodiscard]] std::optional<std::string> reason_page(std::string_view id);

}  // namespace ropewalk::scan
