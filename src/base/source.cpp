#include "base/source.h"

#include <algorithm>

#include "base/strings.h"

namespace ropewalk {

SourceFile::SourceFile(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    const bool is_lone_cr = text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n');
    if (text_[i] == '\n' || is_lone_cr) {
      line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
    }
  }
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
