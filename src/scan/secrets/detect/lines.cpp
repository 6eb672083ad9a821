#include "scan/secrets/detect/lines.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::scan {

void Lines::find_ends() const {
  if (is_known_) {
    return;
  }
  is_known_ = true;
  for (std::size_t at = text_.find('\n'); at != std::string_view::npos; at = text_.find('\n', at + 1)) {
    ends_.push_back(at);
  }
}

TextPlace Lines::place(Span span) const {
  find_ends();
  const auto line_of = [this](std::size_t at) {
    return static_cast<std::size_t>(std::lower_bound(ends_.begin(), ends_.end(), at) - ends_.begin());
  };
  // A byte order mark is no character of the first line.
  constexpr std::string_view kMark = "\xef\xbb\xbf";
  const std::size_t begin_of_text = text_.starts_with(kMark) ? kMark.size() : 0;
  const auto begin_of = [&](std::size_t line) { return line == 0 ? begin_of_text : ends_[line - 1] + 1; };
  const auto column = [this](std::size_t begin, std::size_t at) {
    return static_cast<int>(code_point_length(text_.substr(begin, std::max(begin, at) - begin))) + 1;
  };
  const std::size_t first = line_of(span.begin);
  const std::size_t last = line_of(span.end > span.begin ? span.end - 1 : span.end);
  TextPlace place;
  place.start_line = static_cast<int>(first);
  place.end_line = static_cast<int>(last);
  place.start_column = column(begin_of(first), span.begin);
  place.end_column = column(begin_of(last), span.end);
  place.line = {begin_of(first), last < ends_.size() ? ends_[last] : text_.size()};
  place.line.end = std::max(place.line.begin, place.line.end);
  return place;
}

TextPlace Lines::gitleaks_place(Span span) const {
  find_ends();
  std::vector<std::size_t> ends = ends_;
  if (ends.empty()) {
    ends.push_back(text_.size());
  }
  const auto begin_of = [&ends](std::size_t line) { return line == 0 ? 0 : ends[line - 1]; };
  TextPlace place;
  const auto first = std::upper_bound(ends.begin(), ends.end(), span.begin);
  if (first == ends.end()) {
    const std::size_t before = ends.back();
    place.start_line = place.end_line = static_cast<int>(ends.size());
    place.start_column = static_cast<int>(span.begin - before) + 1;
    place.end_column = static_cast<int>(span.end) - static_cast<int>(before);
    std::size_t end = span.end;
    while (end < text_.size() && text_[end] != '\n' && text_[end] != '\r') {
      ++end;
    }
    place.line = {0, end};
    return place;
  }
  const auto line = static_cast<std::size_t>(first - ends.begin());
  place.start_line = place.end_line = static_cast<int>(line);
  place.start_column = static_cast<int>(span.begin - begin_of(line)) + 1;
  place.line = {begin_of(line), *first};
  const auto last = std::lower_bound(ends.begin(), ends.end(), span.end);
  if (last != ends.end()) {
    const auto end_line = static_cast<std::size_t>(last - ends.begin());
    place.end_column = static_cast<int>(span.end - begin_of(end_line));
    // Nothing, at the end of a line, begins in the next one.
    if (end_line >= line) {
      place.end_line = static_cast<int>(end_line);
      place.line.end = *last;
    }
  }
  place.line.end = std::max(place.line.end, span.end);
  return place;
}

}  // namespace ropewalk::scan
