// The user's real terminal, or whatever the standard streams are.
#pragma once

#include <functional>
#include <mutex>
#include <stop_token>

#include "platform/output_stream.h"
#include "ports/terminal.h"

namespace ropewalk::platform {

/// The three descriptors, so that a test can use a pseudo terminal.
struct TerminalDescriptors {
  int input = 0;
  int output = 1;
  int errors = 2;
};

/// Ignores SIGPIPE for the whole process from its construction on: a reader that went away is then an error of
/// write(2). May be written to from several threads.
class RealTerminal final : public ports::Terminal {
 public:
  explicit RealTerminal(TerminalDescriptors descriptors = {});

  void write(ports::Stream stream, std::string_view text) override;
  [[nodiscard]] std::string failure(ports::Stream stream) const override;
  [[nodiscard]] bool is_terminal(ports::Stream stream) const override;
  [[nodiscard]] bool is_closed(ports::Stream stream) const override;
  [[nodiscard]] ports::TerminalSize size() const override;
  [[nodiscard]] Result<std::string> read_input() override;
  /// On a terminal Backspace, Ctrl-U, Ctrl-C (kInterrupted) and Ctrl-D work; elsewhere one line is read and no prompt
  /// shown. Errors: kUsage at the end of input.
  [[nodiscard]] Result<std::string> read_hidden(std::string_view prompt) override;
  [[nodiscard]] Result<std::string> read_line(std::string_view prompt) override;

  /// After this stop, writes wait for a reader that has stopped reading only for OutputStream::kPatience.
  void give_up_after(std::stop_token stop);
  /// Shows the cursor again, whatever else is being written: for the moment before this process ends.
  void show_cursor() const;

 private:
  [[nodiscard]] int descriptor(ports::Stream stream) const;
  [[nodiscard]] OutputStream& output(ports::Stream stream);
  [[nodiscard]] const OutputStream& output(ports::Stream stream) const;
  [[nodiscard]] Result<std::string> read_plain_line() const;
  /// `show` gets what the user is to see of the answer while it is typed.
  [[nodiscard]] Result<std::string> ask(std::string_view prompt, const std::function<void(std::string_view)>& show);

  TerminalDescriptors descriptors_;
  /// Asked once: a printer wants to know it for every line.
  bool output_is_terminal_;
  bool errors_are_terminal_;
  OutputStream output_;
  OutputStream errors_;
  std::mutex mutex_;
  std::stop_token give_up_;
};

}  // namespace ropewalk::platform
