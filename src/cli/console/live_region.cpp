// Painting: the cursor rests at the start of the line below the region. One write does a whole frame, so a frame is
// never seen half painted; a line is cleared before it is written, since clearing behind a line that fills the last
// column would take that column's character away.
#include "cli/console/live_region.h"

#include <algorithm>

#include "base/display.h"

namespace ropewalk::cli {

Frame LiveRegion::new_frame() const {
  return Frame(screen_.palette().has_colours() ? KeepColours::kYes : KeepColours::kNo);
}

int LiveRegion::rows_painted(int columns) const {
  int rows = 0;
  const int width = std::max(columns, 1);
  for (const std::string& line : painted_) {
    const int taken = static_cast<int>(text_width(line));
    rows += columns < painted_columns_ ? std::max((taken + width - 1) / width, 1) : 1;
  }
  return rows;
}

void LiveRegion::paint(const std::vector<std::string>& lines, std::string_view above) {
  const int columns = screen_.size().columns;
  const bool has_same_shape = above.empty() && columns == painted_columns_ && lines.size() == painted_.size();
  if (has_same_shape && lines == painted_) {
    return;
  }
  Frame frame = new_frame();
  if (!is_cursor_hidden_ && !keeps_cursor_) {
    frame.hide_cursor();
    is_cursor_hidden_ = true;
  }
  frame.go_up(rows_painted(columns));
  if (!has_same_shape) {
    frame.clear_below();
    frame.text(above);
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!has_same_shape) {
      frame.text(lines[i]);
    } else if (lines[i] != painted_[i]) {
      frame.clear_line();
      frame.text(lines[i]);
    }
    frame.end_line();
  }
  // The terminal itself writes below the region, such as the `^C` of a key.
  frame.clear_below();
  screen_.draw(frame);
  painted_ = lines;
  painted_columns_ = columns;
}

void LiveRegion::keep_cursor() {
  keeps_cursor_ = true;
  if (is_cursor_hidden_) {
    Frame frame = new_frame();
    frame.show_cursor();
    screen_.draw(frame);
  }
  is_cursor_hidden_ = false;
}

void LiveRegion::clear() {
  if (painted_.empty() && !is_cursor_hidden_) {
    return;
  }
  Frame frame = new_frame();
  if (!painted_.empty()) {
    frame.go_up(rows_painted(screen_.size().columns));
    frame.clear_below();
  }
  if (is_cursor_hidden_) {
    frame.show_cursor();
  }
  is_cursor_hidden_ = false;
  painted_.clear();
  screen_.draw(frame);
}

}  // namespace ropewalk::cli
