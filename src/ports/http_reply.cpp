#include "ports/http_reply.h"

#include <algorithm>
#include <charconv>

#include "base/strings.h"

namespace ropewalk::ports {
namespace {

constexpr std::size_t kMostLine = 64 * 1024;
constexpr std::uint64_t kMostChunk = 1ULL << 40U;

template <class Number>
bool read_number(std::string_view text, Number& number, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

HttpReply::State HttpReply::feed(std::string_view bytes) {
  has_begun_ = has_begun_ || !bytes.empty();
  while (!bytes.empty() && state_ == State::kMore) {
    step(bytes);
  }
  if (!bytes.empty()) {
    break_off();
  }
  return state_;
}

HttpReply::State HttpReply::close() {
  if (state_ == State::kMore) {
    state_ = part_ == Part::kToTheEnd ? State::kComplete : State::kBroken;
  }
  keeps_alive_ = false;
  return state_;
}

void HttpReply::step(std::string_view& bytes) {
  switch (part_) {
    case Part::kToTheEnd: bytes = {}; return;
    case Part::kCounted:
    case Part::kChunk: {
      const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(left_, bytes.size()));
      bytes.remove_prefix(taken);
      left_ -= taken;
      if (left_ == 0 && part_ == Part::kChunk) {
        part_ = Part::kChunkEnd;
      } else if (left_ == 0) {
        state_ = State::kComplete;
      }
      return;
    }
    case Part::kHead:
    case Part::kChunkSize:
    case Part::kChunkEnd:
    case Part::kTrailers: break;
  }
  if (!take_line(bytes)) {
    return;
  }
  if (part_ == Part::kHead && !line_.empty()) {
    read_head_line();
  } else if (part_ == Part::kHead) {
    end_head();
  } else if (part_ == Part::kChunkSize) {
    read_chunk_size();
  } else if (part_ == Part::kChunkEnd) {
    line_.empty() ? void(part_ = Part::kChunkSize) : break_off();
  } else if (line_.empty()) {
    state_ = State::kComplete;
  }
  line_.clear();
}

bool HttpReply::take_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  line_.append(bytes.substr(0, end));
  if (line_.size() > kMostLine) {
    break_off();
    return false;
  }
  bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
  if (end == std::string_view::npos) {
    return false;
  }
  if (line_.ends_with('\r')) {
    line_.pop_back();
  }
  return true;
}

void HttpReply::read_head_line() {
  const std::string_view line = line_;
  if (is_first_line_) {
    is_first_line_ = false;
    // `HTTP/1.1 200 OK`
    if (line.size() < 12 || !line.starts_with("HTTP/1.") || !read_number(line.substr(9, 3), status_, 10) ||
        status_ < 100) {
      break_off();
    }
    keeps_alive_ = line[7] != '0';
    return;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    break_off();
    return;
  }
  const std::string_view name = trim(line.substr(0, colon));
  const std::string_view value = trim(line.substr(colon + 1));
  if (equals_ignoring_case(name, "content-length")) {
    has_length_ = read_number(value, left_, 10);
    if (!has_length_) {
      break_off();
    }
  } else if (equals_ignoring_case(name, "transfer-encoding")) {
    constexpr std::string_view kChunked = "chunked";
    is_chunked_ =
        value.size() >= kChunked.size() && equals_ignoring_case(value.substr(value.size() - kChunked.size()), kChunked);
  } else if (equals_ignoring_case(name, "connection")) {
    keeps_alive_ = equals_ignoring_case(value, "keep-alive") || (keeps_alive_ && !equals_ignoring_case(value, "close"));
  }
}

void HttpReply::end_head() {
  if (is_first_line_) {
    return;  // an empty line before the answer is passed over
  }
  if (status_ < 200) {  // the answer itself is still to come
    *this = HttpReply();
    has_begun_ = true;
  } else if (status_ == 204 || status_ == 304 || (!is_chunked_ && has_length_ && left_ == 0)) {
    state_ = State::kComplete;
  } else if (is_chunked_) {
    part_ = Part::kChunkSize;
  } else {
    part_ = has_length_ ? Part::kCounted : Part::kToTheEnd;
  }
}

void HttpReply::read_chunk_size() {
  const std::string_view size = trim(std::string_view(line_).substr(0, line_.find(';')));
  if (!read_number(size, left_, 16) || left_ > kMostChunk) {
    break_off();
  } else {
    part_ = left_ == 0 ? Part::kTrailers : Part::kChunk;
  }
}

}  // namespace ropewalk::ports
