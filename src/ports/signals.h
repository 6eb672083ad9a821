// Interrupts from the user (SIGINT, SIGTERM, SIGHUP) as a stop token.
#pragma once

#include <functional>
#include <stop_token>

namespace ropewalk::ports {

class Signals {
 public:
  virtual ~Signals() = default;
  /// Requested by the first interrupt. A second one ends the process at once.
  [[nodiscard]] virtual std::stop_token interrupted() const = 0;
};

}  // namespace ropewalk::ports
