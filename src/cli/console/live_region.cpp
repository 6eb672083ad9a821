// Painting: the cursor rests at the start of the line below the region. One write does a whole frame, so a frame is
// never seen half painted; a line is cleared before it is written, since clearing behind a line that fills the last
// column would take that column's character away.
#include "cli/console/live_region.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/display.h"

namespace ropewalk::cli {
namespace {

constexpr std::string_view kHideCursor = "\x1b[?25l";
constexpr std::string_view kShowCursor = "\x1b[?25h";
constexpr std::string_view kClearLine = "\x1b[2K";
constexpr std::string_view kClearBelow = "\x1b[J";

std::string up(int rows) { return rows > 0 ? fmt::format("\r\x1b[{}A", rows) : "\r"; }

}  // namespace

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
  const int columns = terminal_.size().columns;
  const bool has_same_shape = above.empty() && columns == painted_columns_ && lines.size() == painted_.size();
  if (has_same_shape && lines == painted_) {
    return;
  }
  std::string out;
  if (!is_cursor_hidden_ && !keeps_cursor_) {
    out += kHideCursor;
    is_cursor_hidden_ = true;
  }
  out += up(rows_painted(columns));
  if (!has_same_shape) {
    out += kClearBelow;
    out += above;
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!has_same_shape) {
      out += lines[i];
    } else if (lines[i] != painted_[i]) {
      out += kClearLine;
      out += lines[i];
    }
    out += "\r\n";
  }
  // The terminal itself writes below the region, such as the `^C` of a key.
  out += kClearBelow;
  terminal_.write(ports::Stream::kOutput, out);
  painted_ = lines;
  painted_columns_ = columns;
}

void LiveRegion::keep_cursor() {
  keeps_cursor_ = true;
  if (is_cursor_hidden_) {
    terminal_.write(ports::Stream::kOutput, kShowCursor);
  }
  is_cursor_hidden_ = false;
}

void LiveRegion::clear() {
  std::string out;
  if (!painted_.empty()) {
    out += up(rows_painted(terminal_.size().columns));
    out += kClearBelow;
  }
  if (is_cursor_hidden_) {
    out += kShowCursor;
  }
  is_cursor_hidden_ = false;
  painted_.clear();
  if (!out.empty()) {
    terminal_.write(ports::Stream::kOutput, out);
  }
}

}  // namespace ropewalk::cli
