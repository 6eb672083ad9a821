#include "plan/render_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::plan {
namespace {

constexpr std::size_t kShortSha = 7;
constexpr std::size_t kMinWidth = 60;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The first `count` code points.
std::string_view beginning(std::string_view text, std::size_t count) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_continuation(text[i])) {
      continue;
    }
    if (count == 0) {
      return text.substr(0, i);
    }
    --count;
  }
  return text;
}

}  // namespace

std::optional<std::size_t> line_width(std::size_t width) {
  return width == 0 ? std::nullopt : std::optional(std::max(width, kMinWidth));
}

std::string event_line(const Event& event) {
  std::string line = event.action.empty() ? event.name : fmt::format("{} ({})", event.name, event.action);
  if (!event.ref.empty()) {
    line += " on " + event.ref;
  }
  if (!event.sha.empty()) {
    line += " at " + event.sha.substr(0, kShortSha);
  }
  if (event.changed_files) {
    const std::size_t count = event.changed_files->size();
    line += fmt::format(", {} file{} changed", count, count == 1 ? "" : "s");
  }
  return printable(line);
}

std::string refusal_text(const Refusal& refusal) {
  if (!refusal.place.has_place()) {
    return printable(refusal.reason);
  }
  const LineColumn at = refusal.place.file->locate(refusal.place.span.begin);
  return printable(fmt::format("{} ({}:{}:{})", refusal.reason, refusal.place.file->name(), at.line, at.column));
}

std::string printable(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    // C1 control characters are two bytes in UTF-8; some terminals obey them.
    const bool is_c1 = c == 0xC2U && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0U;
    if (c == '\n' || c == '\r' || c == '\t') {
      result += ' ';
    } else if (c < 0x20U || c == 0x7FU || is_c1) {
      result += '?';
      if (is_c1) {
        ++i;
      }
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string clipped(std::string_view text, std::size_t width) {
  if (code_point_length(text) <= width) {
    return std::string(text);
  }
  return width == 0 ? std::string() : std::string(beginning(text, width - 1)) + "…";
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (code_point_length(text) > width) {
    const std::string_view line = beginning(text, width + 1);
    std::size_t end = line.rfind(' ');
    if (end == std::string_view::npos || end == 0) {
      end = beginning(text, width).size();
    }
    lines.emplace_back(text.substr(0, end));
    text = text.substr(end);
    while (text.starts_with(' ')) {
      text.remove_prefix(1);
    }
  }
  if (!text.empty() || lines.empty()) {
    lines.emplace_back(text);
  }
  return lines;
}

std::string painted(std::string_view text, Paint paint, diag::Style style) {
  if (style == diag::Style::kPlain || text.empty()) {
    return std::string(text);
  }
  const int code = paint == Paint::kBold ? 1 : paint == Paint::kDim ? 2 : 31;
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

}  // namespace ropewalk::plan
