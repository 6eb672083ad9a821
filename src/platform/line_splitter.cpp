// Cuts a stream of bytes into lines as they come.
#include "platform/line_splitter.h"

#include <algorithm>
#include <utility>

namespace ropewalk::platform {

LineSplitter::LineSplitter(std::function<void(std::string_view)> on_line) : on_line_(std::move(on_line)) {}

void LineSplitter::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (std::exchange(is_after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const std::size_t end = bytes.find_first_of("\r\n");
    add(bytes.substr(0, end));
    if (end == std::string_view::npos) {
      return;
    }
    is_after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
    end_line();
  }
}

void LineSplitter::add(std::string_view part) {
  while (line_.size() + part.size() > kMaxLine) {
    const std::size_t taken = kMaxLine - line_.size();
    line_ += part.substr(0, taken);
    part.remove_prefix(taken);
    on_line_(line_);
    line_.clear();
    is_continued_ = true;
  }
  line_ += part;
}

void LineSplitter::end_line() {
  if (!line_.empty() || !is_continued_) {
    on_line_(line_);
  }
  line_.clear();
  is_continued_ = false;
}

void LineSplitter::finish() {
  if (!line_.empty()) {
    end_line();
  }
}

}  // namespace ropewalk::platform
