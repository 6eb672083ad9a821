// The echo of the user's real terminal.
#pragma once

#include <termios.h>

#include <mutex>

#include "ports/keyboard.h"

namespace ropewalk::platform {

/// Does nothing where standard input is no terminal, or belongs to another process group: a shell that has put us into
/// the background would stop us.
class RealKeyboard final : public ports::Keyboard {
 public:
  explicit RealKeyboard(int descriptor = 0) : descriptor_(descriptor) {}
  ~RealKeyboard() override { show(); }
  RealKeyboard(const RealKeyboard&) = delete;
  RealKeyboard& operator=(const RealKeyboard&) = delete;

  void hide() override;
  void show() override;

 private:
  [[nodiscard]] bool is_ours() const;

  int descriptor_;
  std::mutex mutex_;
  bool is_hidden_ = false;
  tcflag_t echo_ = 0;
};

}  // namespace ropewalk::platform
