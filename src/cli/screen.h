// The only way to the user's terminal. Commands and printers write through a screen, and a screen lets nothing pass
// that a terminal would obey but colours and what a Frame draws (base/display.h says what becomes of the rest): so
// whatever a workflow, a program or a file put into a text is harmless, whoever forgot to look at it.
#pragma once

#include <string>
#include <string_view>

#include "base/display.h"
#include "diag/palette.h"
#include "ports/environment.h"
#include "ports/terminal.h"

namespace ropewalk::cli {

using ports::Stream;

/// What is written at once while lines are painted over and over: moves of the cursor, and texts that are made harmless
/// as they come in.
class Frame {
 public:
  explicit Frame(KeepColours keep) : keep_(keep) {}

  void hide_cursor() { bytes_ += "\x1b[?25l"; }
  void show_cursor() { bytes_ += "\x1b[?25h"; }
  /// To the first column, this many rows up.
  void go_up(int rows);
  void clear_line() { bytes_ += "\x1b[2K"; }
  void clear_below() { bytes_ += "\x1b[J"; }
  void text(std::string_view text) { bytes_ += harmless(text, keep_); }
  void end_line() { bytes_ += "\r\n"; }

  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  KeepColours keep_;
  std::string bytes_;
};

/// Cheap to make; refers to what it is made from. May be written to from several threads: each text comes out in one
/// piece.
class Screen {
 public:
  Screen(ports::Terminal& terminal, const ports::Environment& environment);

  /// To standard output, or to standard error.
  void print(std::string_view text) { write(Stream::kOutput, text); }
  void complain(std::string_view text) { write(Stream::kErrors, text); }
  void write(Stream stream, std::string_view text);
  void draw(const Frame& frame) { terminal_.write(Stream::kOutput, frame.bytes()); }

  [[nodiscard]] bool is_terminal(Stream stream) const { return terminal_.is_terminal(stream); }
  /// True where lines can be painted over: a terminal that is not dumb.
  [[nodiscard]] bool can_draw() const;
  [[nodiscard]] ports::TerminalSize size() const { return terminal_.size(); }
  /// Columns of standard output; 0 where it is no terminal and nothing needs to be cut.
  [[nodiscard]] int columns() const;
  /// Whether a stream gets colours: NO_COLOR (no-color.org) and CLICOLOR=0 and TERM=dumb say no, CLICOLOR_FORCE says
  /// yes even off a terminal; else a terminal gets them.
  [[nodiscard]] diag::Palette palette(Stream stream = Stream::kOutput) const {
    return stream == Stream::kOutput ? output_palette_ : errors_palette_;
  }

  /// As ports::Terminal has them.
  [[nodiscard]] std::string failure(Stream stream) const { return terminal_.failure(stream); }
  [[nodiscard]] Result<std::string> read_input() { return terminal_.read_input(); }
  [[nodiscard]] Result<std::string> read_hidden(std::string_view prompt);
  [[nodiscard]] Result<std::string> read_line(std::string_view prompt);

 private:
  ports::Terminal& terminal_;
  /// Decided once: they are asked for with each text that is written.
  diag::Palette output_palette_;
  diag::Palette errors_palette_;
  bool is_dumb_;
};

}  // namespace ropewalk::cli
