// The real Foreground port.
#pragma once

#include "ports/foreground.h"

namespace ropewalk::platform {

class RealForeground final : public ports::Foreground {
 public:
  [[nodiscard]] Result<int> run(const ports::ProcessRequest& request) override;
  [[nodiscard]] int own_process() const override;
  [[nodiscard]] Result<void> interrupt(int process, bool again) override;
};

}  // namespace ropewalk::platform
