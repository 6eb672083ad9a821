#include "diag/render.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"

namespace ropewalk::diag {
namespace {

constexpr std::size_t kWidestSourceLine = 160;

struct Paint {
  std::string_view severity;
  std::string_view bold;
  std::string_view dim;
  std::string_view reset;
};

Paint paint_for(Severity severity, Style style) {
  if (style == Style::kPlain) {
    return {};
  }
  switch (severity) {
    case Severity::kError: return {"\x1b[1;31m", "\x1b[1m", "\x1b[2m", "\x1b[0m"};
    case Severity::kWarning: return {"\x1b[1;33m", "\x1b[1m", "\x1b[2m", "\x1b[0m"};
    case Severity::kNotice: return {"\x1b[1;34m", "\x1b[1m", "\x1b[2m", "\x1b[0m"};
  }
  return {};
}

/// Control characters and tabs as one blank each, so that a hostile file cannot draw on the terminal and the caret
/// stays under its character.
std::string shown(std::string_view text) {
  std::string out(text);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
  return out;
}

std::string source_lines(const SourceRef& place, LineColumn at, const Paint& paint) {
  const std::string_view whole = place.file->line(at.line);
  const std::size_t line_begin = static_cast<std::size_t>(whole.data() - place.file->text().data());
  const std::size_t begin =
      std::min<std::size_t>(place.span.begin - std::min<std::size_t>(line_begin, place.span.begin), whole.size());
  std::size_t from = 0;
  if (whole.size() > kWidestSourceLine && begin > kWidestSourceLine / 2) {
    from = begin - kWidestSourceLine / 2;
    while (from > 0 && (static_cast<unsigned char>(whole[from]) & 0xC0U) == 0x80U) {
      --from;
    }
  }
  const std::string_view text = whole.substr(from, kWidestSourceLine);
  const std::size_t marked = place.span.end > place.span.begin ? place.span.end - place.span.begin : 1;
  const std::string_view before = whole.substr(from, begin - from);
  const std::string_view under = text.substr(std::min(before.size(), text.size())).substr(0, marked);
  const std::size_t carets = std::max<std::size_t>(code_point_length(under), 1);
  const std::string number = fmt::format("{}", at.line);
  return fmt::format("{} {} |{} {}\n{} {} |{} {}{}{}{}\n", paint.dim, number, paint.reset, shown(text), paint.dim,
                     std::string(number.size(), ' '), paint.reset, std::string(code_point_length(before), ' '),
                     paint.severity, std::string(carets, '^'), paint.reset);
}

}  // namespace

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::kError: return "error";
    case Severity::kWarning: return "warning";
    case Severity::kNotice: return "notice";
  }
  return "";
}

std::string excerpt(const SourceRef& place, Style style) {
  return place.has_place()
             ? source_lines(place, place.file->locate(place.span.begin), paint_for(Severity::kError, style))
             : "";
}

std::string render(const Error& error, Severity severity, Style style) {
  const Paint paint = paint_for(severity, style);
  std::string out;
  LineColumn at;
  if (error.place.has_place()) {
    at = error.place.file->locate(error.place.span.begin);
    out += fmt::format("{}{}:{}:{}:{} ", paint.bold, error.place.file->name(), at.line, at.column, paint.reset);
  }
  out += fmt::format("{}{}:{} {}\n", paint.severity, name(severity), paint.reset, error.message);
  if (error.place.has_place()) {
    out += source_lines(error.place, at, paint);
  }
  if (!error.hint.empty()) {
    out += fmt::format("{}hint:{} {}\n", paint.bold, paint.reset, error.hint);
  }
  return out;
}

}  // namespace ropewalk::diag
