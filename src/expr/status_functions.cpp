#include "expr/status_functions.h"

#include <fmt/format.h>

namespace ropewalk::expr {

std::optional<Value> call_status_function(std::string_view name, const Status& status) {
  if (name == "always") {
    return Value(true);
  }
  if (name == "success") {
    return Value(status.success);
  }
  if (name == "failure") {
    return Value(status.failure);
  }
  return name == "cancelled" ? std::optional(Value(status.cancelled)) : std::nullopt;
}

tl::unexpected<std::string> unknown_function(std::string_view name) {
  return tl::unexpected(fmt::format("Unrecognized function: '{}'", name));
}

}  // namespace ropewalk::expr
