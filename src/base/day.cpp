#include "base/day.h"

#include <fmt/format.h>

#include "base/rfc3339.h"

namespace ropewalk {

bool is_day(std::string_view text) {
  constexpr std::size_t kLength = 10;
  return text.size() == kLength && parse_rfc3339(fmt::format("{}T00:00:00Z", text)).has_value();
}

}  // namespace ropewalk
