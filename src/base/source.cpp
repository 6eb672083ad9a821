#include "base/source.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk {

namespace {

/// Nearly every text has line feeds alone: those are searched for many bytes at once.
std::vector<std::uint32_t> lines_by_line_feed(std::string_view text) {
  std::vector<std::uint32_t> starts{0};
  starts.reserve(text.size() / 24 + 2);
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1)) {
    starts.push_back(static_cast<std::uint32_t>(at + 1));
  }
  return starts;
}

std::vector<std::uint32_t> lines_by_any_end(std::string_view text) {
  std::vector<std::uint32_t> starts{0};
  for (std::size_t at = text.find_first_of("\r\n"); at != std::string_view::npos; at = text.find_first_of("\r\n", at)) {
    at += text.substr(at, 2) == "\r\n" ? 2 : 1;
    starts.push_back(static_cast<std::uint32_t>(at));
  }
  return starts;
}

}  // namespace

SourceFile::SourceFile(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  const bool has_returns = text_.find('\r') != std::string::npos;
  line_starts_ = has_returns ? lines_by_any_end(text_) : lines_by_line_feed(text_);
}

LineColumn SourceFile::locate(std::uint32_t offset, ColumnUnit unit) const {
  const auto end = static_cast<std::uint32_t>(text_.size());
  const std::uint32_t place = std::min(offset, end);
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), place);
  const auto index = static_cast<std::uint32_t>(after - line_starts_.begin()) - 1;
  const std::uint32_t start = line_starts_[index];
  const std::string_view before = std::string_view(text_).substr(start, place - start);
  const std::size_t units = unit == ColumnUnit::kUtf16 ? utf16_length(before) : code_point_length(before);
  return {index + 1, static_cast<std::uint32_t>(units) + 1};
}

std::string_view SourceFile::line(std::uint32_t number) const {
  if (number == 0 || number > line_starts_.size()) {
    return {};
  }
  const std::uint32_t start = line_starts_[number - 1];
  std::size_t end = text_.find_first_of("\r\n", start);
  if (end == std::string::npos) {
    end = text_.size();
  }
  return std::string_view(text_).substr(start, end - start);
}

}  // namespace ropewalk
