#include "diag/render.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/display.h"
#include "base/strings.h"

namespace ropewalk::diag {
namespace {

constexpr std::size_t kWidestSourceLine = 160;

Ink ink_of(Severity severity) {
  switch (severity) {
    case Severity::kError: return Ink::kBoldBad;
    case Severity::kWarning: return Ink::kBoldCareful;
    case Severity::kNotice: return Ink::kBoldBusy;
  }
  return Ink::kPlain;
}

/// At most `most` bytes, cut before a character.
std::string_view cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) {
    return text;
  }
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0U) == 0x80U) {
    --most;
  }
  return text.substr(0, most);
}

/// The line with carets under the span, as wide as what stands above them.
std::string source_lines(const SourceRef& place, LineColumn at, Ink ink, const Palette& palette) {
  const std::string_view whole = place.file->line(at.line);
  const std::size_t line_begin = static_cast<std::size_t>(whole.data() - place.file->text().data());
  const std::size_t begin =
      std::min<std::size_t>(place.span.begin - std::min<std::size_t>(line_begin, place.span.begin), whole.size());
  const bool is_cut = whole.size() > kWidestSourceLine && begin > kWidestSourceLine / 2;
  const std::size_t from = is_cut ? cut(whole, begin - kWidestSourceLine / 2).size() : 0;
  const std::string_view text = cut(whole.substr(from), kWidestSourceLine);
  const std::size_t marked = place.span.end > place.span.begin ? place.span.end - place.span.begin : 1;
  const std::string_view before = text.substr(0, std::min(begin - from, text.size()));
  const std::string_view under = text.substr(before.size(), marked);
  const std::size_t carets = std::max<std::size_t>(text_width(printable(under)), 1);
  const std::string number = fmt::format("{}", at.line);
  return fmt::format("{} {}\n{} {}{}\n", palette.paint(Ink::kDim, fmt::format(" {} |", number)), printable(text),
                     palette.paint(Ink::kDim, fmt::format(" {} |", std::string(number.size(), ' '))),
                     std::string(text_width(printable(before)), ' '), palette.paint(ink, std::string(carets, '^')));
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

std::string excerpt(const SourceRef& place, const Palette& palette) {
  return place.has_place()
             ? source_lines(place, place.file->locate(place.span.begin), ink_of(Severity::kError), palette)
             : "";
}

std::string render(const Error& error, Severity severity, const Palette& palette) {
  std::string out;
  LineColumn at;
  if (error.place.has_place()) {
    at = error.place.file->locate(error.place.span.begin);
    out +=
        palette.paint(Ink::kBold, fmt::format("{}:{}:{}:", printable(error.place.file->name()), at.line, at.column)) +
        " ";
  }
  out += fmt::format("{} {}\n", palette.paint(ink_of(severity), fmt::format("{}:", name(severity))),
                     harmless(error.message, KeepColours::kNo));
  if (error.place.has_place()) {
    out += source_lines(error.place, at, ink_of(severity), palette);
  }
  if (!error.hint.empty()) {
    out += fmt::format("{} {}\n", palette.paint(Ink::kBold, "hint:"), harmless(error.hint, KeepColours::kNo));
  }
  return out;
}

namespace {

/// As actions/toolkit escapes them (packages/core/src/command.ts).
std::string escaped_data(std::string_view text) {
  return replace_all(replace_all(replace_all(text, "%", "%25"), "\r", "%0D"), "\n", "%0A");
}
std::string escaped_property(std::string_view text) {
  return replace_all(replace_all(escaped_data(text), ":", "%3A"), ",", "%2C");
}

}  // namespace

std::string workflow_command(const Error& error, Severity severity) {
  std::string properties;
  if (error.place.has_place()) {
    const LineColumn at = error.place.file->locate(error.place.span.begin);
    properties = fmt::format(" file={},line={},col={}", escaped_property(error.place.file->name()), at.line, at.column);
  }
  const std::string message = error.hint.empty() ? error.message : fmt::format("{}\n{}", error.message, error.hint);
  return fmt::format("::{}{}::{}\n", name(severity), properties, escaped_data(message));
}

}  // namespace ropewalk::diag
