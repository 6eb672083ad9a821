// The user's real terminal, or whatever the standard streams are.
#pragma once

#include <array>
#include <atomic>
#include <mutex>

#include "ports/terminal.h"

namespace ropewalk::platform {

/// The three descriptors, so that a test can use a pseudo terminal.
struct TerminalDescriptors {
  int input = 0;
  int output = 1;
  int errors = 2;
};

/// Ignores SIGPIPE for the whole process from its construction on: a reader that went away is then an error of
/// write(2). May be written to from several threads; each write comes out in one piece.
class RealTerminal final : public ports::Terminal {
 public:
  explicit RealTerminal(TerminalDescriptors descriptors = {});

  void write(ports::Stream stream, std::string_view text) override;
  [[nodiscard]] bool is_terminal(ports::Stream stream) const override;
  [[nodiscard]] bool is_closed(ports::Stream stream) const override;
  [[nodiscard]] ports::TerminalSize size() const override;
  [[nodiscard]] Result<std::string> read_input() override;
  /// On a terminal Backspace, Ctrl-U, Ctrl-C (kInterrupted) and Ctrl-D work; elsewhere one line is read and no prompt
  /// shown. Errors: kUsage at the end of input.
  [[nodiscard]] Result<std::string> read_hidden(std::string_view prompt) override;

 private:
  [[nodiscard]] int descriptor(ports::Stream stream) const;
  [[nodiscard]] Result<std::string> read_plain_line() const;

  TerminalDescriptors descriptors_;
  std::mutex mutex_;
  std::array<std::atomic<bool>, 2> is_closed_{};
};

}  // namespace ropewalk::platform
