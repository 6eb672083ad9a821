// A keyboard that remembers whether what is typed is shown.
#pragma once

#include "ports/keyboard.h"

namespace ropewalk::ports {

class FakeKeyboard final : public Keyboard {
 public:
  bool is_hidden = false;
  void hide() override { is_hidden = true; }
  void show() override { is_hidden = false; }
};

}  // namespace ropewalk::ports
