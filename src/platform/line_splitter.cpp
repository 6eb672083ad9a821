// Cuts a stream of bytes into lines as they come.
#include "platform/line_splitter.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ropewalk::platform {
namespace {

/// Where the first CR or LF is; the text's size when there is none. (`find_first_of` looks at each byte with a call.)
std::size_t find_end(std::string_view bytes) {
  const auto* const begin = bytes.data();
  const auto* newline = static_cast<const char*>(std::memchr(begin, '\n', bytes.size()));
  const std::size_t size = newline == nullptr ? bytes.size() : static_cast<std::size_t>(newline - begin);
  const auto* carriage = static_cast<const char*>(std::memchr(begin, '\r', size));
  return carriage == nullptr ? size : static_cast<std::size_t>(carriage - begin);
}

}  // namespace

LineSplitter::LineSplitter(ports::LineSink on_line, ports::OutputStream stream)
    : on_line_(std::move(on_line)), stream_(stream) {}

void LineSplitter::feed(std::string_view bytes) {
  while (!bytes.empty()) {
    if (std::exchange(is_after_cr_, false) && bytes.front() == '\n') {
      bytes.remove_prefix(1);
      continue;
    }
    const std::size_t end = find_end(bytes);
    if (end == bytes.size()) {
      add(bytes);
      return;
    }
    end_line(bytes.substr(0, end));
    is_after_cr_ = bytes[end] == '\r';
    bytes.remove_prefix(end + 1);
  }
}

void LineSplitter::add(std::string_view part) {
  while (line_.size() + part.size() > kMaxLine) {
    const std::size_t taken = kMaxLine - line_.size();
    line_ += part.substr(0, taken);
    part.remove_prefix(taken);
    hand_on(line_, false);
    line_.clear();
  }
  line_ += part;
}

/// Most lines lie whole in what came, and are handed on from where they are.
void LineSplitter::end_line(std::string_view rest) {
  if (line_.empty() && rest.size() <= kMaxLine) {
    hand_on(rest, true);
    return;
  }
  add(rest);
  hand_on(line_, true);
  line_.clear();
}

void LineSplitter::hand_on(std::string_view text, bool is_end) {
  ports::OutputLine line(text);
  line.stream = stream_;
  line.is_start = !std::exchange(is_continued_, !is_end);
  line.is_end = is_end;
  on_line_(line);
}

void LineSplitter::finish() {
  if (!line_.empty() || is_continued_) {
    end_line({});
  }
}

}  // namespace ropewalk::platform
