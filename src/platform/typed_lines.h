// Lines of the user's real terminal.
#pragma once

#include "ports/typed_lines.h"

namespace ropewalk::platform {

class RealTypedLines final : public ports::TypedLines {
 public:
  explicit RealTypedLines(int descriptor = 0) : descriptor_(descriptor) {}

  bool can_come() const override;
  std::optional<std::string> next(std::chrono::milliseconds time, const std::stop_token& stop) override;

 private:
  int descriptor_;
};

}  // namespace ropewalk::platform
