#include "platform/keyboard.h"

#include <unistd.h>

namespace ropewalk::platform {

bool RealKeyboard::is_ours() const { return ::isatty(descriptor_) == 1 && ::tcgetpgrp(descriptor_) == ::getpgrp(); }

void RealKeyboard::hide() {
  const std::lock_guard lock(mutex_);
  termios now{};
  if (is_hidden_ || !is_ours() || ::tcgetattr(descriptor_, &now) != 0) {
    return;
  }
  echo_ = now.c_lflag & static_cast<tcflag_t>(ECHO);
  now.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  is_hidden_ = ::tcsetattr(descriptor_, TCSANOW, &now) == 0;
}

void RealKeyboard::show() {
  const std::lock_guard lock(mutex_);
  termios now{};
  if (!is_hidden_ || !is_ours() || ::tcgetattr(descriptor_, &now) != 0) {
    return;
  }
  now.c_lflag |= echo_;
  is_hidden_ = ::tcsetattr(descriptor_, TCSANOW, &now) != 0;
}

}  // namespace ropewalk::platform
