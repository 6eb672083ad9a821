#include "cli/commands/image/build_printer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
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

void BuildPrinter::step_started(const image::Platform&, const image::Step&) {}

void BuildPrinter::step_ended(const image::Platform& platform, const image::Step& step) {
  // The time of programs is set by an argument that no one wrote.
  if (step.text.starts_with("ARG SOURCE_DATE_EPOCH=")) {
    return;
  }
  const std::string took = step.is_cached ? "cached" : duration_text(step.time);
  write(&platform, fmt::format("{:>7}  {}", took, short_text(step.text)));
}

void BuildPrinter::line(const image::Platform& platform, std::string_view text) {
  if (!trim(text).empty()) {
    write(&platform, fmt::format("         {}", text));
  }
}

void BuildPrinter::note(std::string_view text) { write(nullptr, fmt::format("note: {}", text)); }

void BuildPrinter::write(const image::Platform* platform, const std::string& text) {
  const std::lock_guard lock(mutex_);
  const std::string front = shows_platform_ && platform != nullptr ? platform->text() + " " : "";
  screen_.write(stream_, front + text + "\n");
}

}  // namespace ropewalk::cli
