// The lines at the bottom of a terminal that are painted over and over, with text that stays printed above them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cli/screen.h"

namespace ropewalk::cli {

/// Owns the part of the terminal from its first line down. Not for several threads. After `clear`, or in the
/// destructor, the terminal is as it was: no lines, the cursor visible, at the start of a line.
class LiveRegion {
 public:
  explicit LiveRegion(Screen screen) : screen_(screen) {}
  ~LiveRegion() { clear(); }
  LiveRegion(const LiveRegion&) = delete;
  LiveRegion& operator=(const LiveRegion&) = delete;

  /// Prints `above` (whole lines) for good and shows `lines`; writes nothing when nothing has changed. The lines must
  /// fit the terminal.
  void paint(const std::vector<std::string>& lines, std::string_view above);
  /// Shows the cursor from now on, so that a process that ends at once leaves it visible.
  void keep_cursor();
  void clear();

 private:
  /// How many rows the painted lines take now, also when the terminal has become narrower and has wrapped them.
  [[nodiscard]] int rows_painted(int columns) const;

  [[nodiscard]] Frame new_frame() const;

  Screen screen_;
  std::vector<std::string> painted_;
  int painted_columns_ = 0;
  bool is_cursor_hidden_ = false;
  bool keeps_cursor_ = false;
};

}  // namespace ropewalk::cli
