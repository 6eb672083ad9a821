// Interrupts that a test sends.
#pragma once

#include "ports/signals.h"

namespace ropewalk::ports {

class FakeSignals final : public Signals {
 public:
  [[nodiscard]] std::stop_token interrupted() const override { return source_.get_token(); }
  [[nodiscard]] std::stop_token forced() const override { return forced_.get_token(); }
  void interrupt() { source_.request_stop(); }
  void force() { forced_.request_stop(); }

 private:
  std::stop_source source_;
  std::stop_source forced_;
};

}  // namespace ropewalk::ports
