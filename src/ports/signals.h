// Interrupts from the user (SIGINT, SIGTERM, SIGHUP) as a stop token.
#pragma once

#include <functional>
#include <stop_token>

namespace ropewalk::ports {

class Signals {
 public:
  virtual ~Signals() = default;
  /// Requested by the first interrupt: what runs is ended in good order.
  [[nodiscard]] virtual std::stop_token interrupted() const = 0;
  /// Requested by the second: everything that runs has been killed, and nothing may be waited for any more.
  [[nodiscard]] virtual std::stop_token forced() const = 0;
};

}  // namespace ropewalk::ports
