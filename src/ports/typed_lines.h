// Lines that the user types while the program goes on.
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

namespace ropewalk::ports {

class TypedLines {
 public:
  virtual ~TypedLines() = default;
  /// Whether somebody can type: standard input is a terminal and this process has it.
  [[nodiscard]] virtual bool can_come() const = 0;
  /// The next line, without its end and without blanks around it. Nothing when none came in time, or a stop was
  /// requested.
  [[nodiscard]] virtual std::optional<std::string> next(std::chrono::milliseconds time,
                                                        const std::stop_token& stop) = 0;
};

}  // namespace ropewalk::ports
