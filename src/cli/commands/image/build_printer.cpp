#include "cli/commands/image/build_printer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "cli/commands/image/build_progress.h"
#include "cli/console/palette.h"

namespace ropewalk::cli {
namespace {

constexpr std::size_t kLongestStep = 100;

/// One line of a step: long ones are cut, and line ends are no part of it.
std::string short_text(std::string_view text) {
  std::string out(text.substr(0, text.find('\n')));
  if (out.size() > kLongestStep) {
    out.resize(kLongestStep);
    while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xC0U) == 0x80U) {
      out.pop_back();
    }
    out += "…";
  }
  return out;
}

}  // namespace

std::string step_line(std::string_view front, const image::Step& step) {
  if (is_hidden(step)) {
    return "";
  }
  const std::string took = step.is_cached ? "cached" : duration_text(step.time);
  return fmt::format("{}{:>7}  {}\n", front, took, short_text(step.text));
}

std::string output_line(std::string_view front, std::string_view text) {
  return fmt::format("{}         {}\n", front, text);
}

std::string note_line(std::string_view text) { return fmt::format("note: {}\n", text); }

void BuildPrinter::step_started(const image::Platform&, const image::Step&) {}

void BuildPrinter::step_ended(const image::Platform& platform, const image::Step& step) {
  write(step_line(front(platform), step));
}

void BuildPrinter::line(const image::Platform& platform, std::string_view text) {
  if (!trim(text).empty()) {
    write(output_line(front(platform), text));
  }
}

void BuildPrinter::note(std::string_view text) { write(note_line(text)); }

std::string BuildPrinter::front(const image::Platform& platform) const {
  return shows_platform_ ? platform.text() + " " : "";
}

void BuildPrinter::write(const std::string& text) {
  const std::lock_guard lock(mutex_);
  screen_.write(stream_, text);
}

}  // namespace ropewalk::cli
