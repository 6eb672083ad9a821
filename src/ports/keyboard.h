// What the user types while the program shows something: not echoed into it.
#pragma once

namespace ropewalk::ports {

class Keyboard {
 public:
  virtual ~Keyboard() = default;
  /// From now on typed characters are not shown, until `show`. Both may be called again and from several threads.
  virtual void hide() = 0;
  virtual void show() = 0;
};

}  // namespace ropewalk::ports
