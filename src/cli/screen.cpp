#include "cli/screen.h"

#include <fmt/format.h>

namespace ropewalk::cli {
namespace {

bool is_set(const std::optional<std::string>& value) { return value && !value->empty(); }

diag::Palette palette_of(Stream stream, const ports::Terminal& terminal, const ports::Environment& environment) {
  if (is_set(environment.variable("NO_COLOR"))) {
    return diag::Palette(false);
  }
  const auto force = environment.variable("CLICOLOR_FORCE");
  if (is_set(force) && *force != "0") {
    return diag::Palette(true);
  }
  if (environment.variable("CLICOLOR") == "0" || environment.variable("TERM") == "dumb") {
    return diag::Palette(false);
  }
  return diag::Palette(terminal.is_terminal(stream));
}

}  // namespace

Screen::Screen(ports::Terminal& terminal, const ports::Environment& environment)
    : terminal_(terminal),
      output_palette_(palette_of(Stream::kOutput, terminal, environment)),
      errors_palette_(palette_of(Stream::kErrors, terminal, environment)),
      is_dumb_(environment.variable("TERM") == "dumb") {}

void Frame::go_up(int rows) { bytes_ += rows > 0 ? fmt::format("\r\x1b[{}A", rows) : "\r"; }

void Screen::write(Stream stream, std::string_view text) {
  const KeepColours keep = palette(stream).has_colours() ? KeepColours::kYes : KeepColours::kNo;
  terminal_.write(stream, harmless(text, keep));
}

bool Screen::can_draw() const { return terminal_.is_terminal(Stream::kOutput) && !is_dumb_; }

int Screen::columns() const { return terminal_.is_terminal(Stream::kOutput) ? terminal_.size().columns : 0; }

Result<std::string> Screen::read_line(std::string_view prompt) { return terminal_.read_line(printable(prompt)); }

Result<std::string> Screen::read_hidden(std::string_view prompt) { return terminal_.read_hidden(printable(prompt)); }

}  // namespace ropewalk::cli
