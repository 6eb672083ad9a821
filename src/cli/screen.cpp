#include "cli/screen.h"

#include <fmt/format.h>

namespace ropewalk::cli {
namespace {

bool is_set(const std::optional<std::string>& value) { return value && !value->empty(); }

}  // namespace

void Frame::go_up(int rows) { bytes_ += rows > 0 ? fmt::format("\r\x1b[{}A", rows) : "\r"; }

void Screen::write(Stream stream, std::string_view text) {
  const KeepColours keep = palette(stream).has_colours() ? KeepColours::kYes : KeepColours::kNo;
  terminal_.write(stream, harmless(text, keep));
}

bool Screen::can_draw() const {
  return terminal_.is_terminal(Stream::kOutput) && environment_.variable("TERM") != "dumb";
}

int Screen::columns() const { return terminal_.is_terminal(Stream::kOutput) ? terminal_.size().columns : 0; }

diag::Palette Screen::palette(Stream stream) const {
  if (is_set(environment_.variable("NO_COLOR"))) {
    return diag::Palette(false);
  }
  const auto force = environment_.variable("CLICOLOR_FORCE");
  if (is_set(force) && *force != "0") {
    return diag::Palette(true);
  }
  if (environment_.variable("CLICOLOR") == "0" || environment_.variable("TERM") == "dumb") {
    return diag::Palette(false);
  }
  return diag::Palette(terminal_.is_terminal(stream));
}

Result<std::string> Screen::read_hidden(std::string_view prompt) { return terminal_.read_hidden(printable(prompt)); }

}  // namespace ropewalk::cli
