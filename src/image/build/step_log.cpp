#include "image/build/step_log.h"

#include <charconv>

#include "base/strings.h"

namespace ropewalk::image {
namespace {

constexpr std::string_view kStep = "STEP ";
constexpr std::string_view kCached = "--> Using cache ";
constexpr std::string_view kDone = "--> ";

/// `2/5` at the start of a text, which moves behind it.
bool take_fraction(std::string_view& text, int& number, int& total) {
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, number);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != '/') {
    return false;
  }
  const auto second = std::from_chars(first.ptr + 1, end, total);
  if (second.ec != std::errc()) {
    return false;
  }
  text.remove_prefix(static_cast<std::size_t>(second.ptr - text.data()));
  return true;
}

bool is_image_id(std::string_view text) {
  return text.size() >= 11 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

}  // namespace

std::optional<Step> read_step(std::string_view line) {
  Step step;
  if (line.starts_with('[')) {
    line.remove_prefix(1);
    int stages = 0;
    if (!take_fraction(line, step.stage, stages) || !line.starts_with("] ")) {
      return std::nullopt;
    }
    line.remove_prefix(2);
  }
  if (!line.starts_with(kStep)) {
    return std::nullopt;
  }
  line.remove_prefix(kStep.size());
  if (!take_fraction(line, step.number, step.total) || !line.starts_with(": ")) {
    return std::nullopt;
  }
  step.text = line.substr(2);
  return step;
}

void StepLog::take(std::string_view line) {
  if (auto step = read_step(line)) {
    finish();
    steps_.push_back(std::move(*step));
    is_open_ = true;
    begin_ = clock_.monotonic();
    sink_.on_start(steps_.back());
    return;
  }
  // Stages that are built side by side have their number in front of what belongs to them.
  std::string_view rest = line;
  if (rest.starts_with('[')) {
    if (const std::size_t close = rest.find("] "); close != std::string_view::npos && close < 12) {
      rest.remove_prefix(close + 2);
    }
  }
  if (rest.starts_with(kCached) && is_open_) {
    steps_.back().is_cached = true;
    return;
  }
  if (rest == "COMMIT" || rest.starts_with("COMMIT ") || (rest.starts_with(kDone) && is_image_id(rest.substr(4))) ||
      (rest.size() == 64 && is_image_id(rest)) || rest.starts_with("subprocess exited with status ") ||
      rest.starts_with("Error: building at STEP ") ||
      line.find("[Warning] one or more build args") != std::string_view::npos) {
    return;
  }
  sink_.on_line(line);
}

void StepLog::finish() {
  if (is_open_) {
    is_open_ = false;
    steps_.back().time = std::chrono::duration_cast<std::chrono::milliseconds>(clock_.monotonic() - begin_);
    sink_.on_end(steps_.back());
  }
}

}  // namespace ropewalk::image
