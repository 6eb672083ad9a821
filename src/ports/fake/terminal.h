// A terminal that keeps what was written and answers from a list.
#pragma once

#include <deque>
#include <mutex>

#include "ports/terminal.h"

namespace ropewalk::ports {

/// May be written to from several threads. The setters are for before the use.
class FakeTerminal final : public Terminal {
 public:
  void write(Stream stream, std::string_view text) override;
  [[nodiscard]] std::string failure(Stream stream) const override;
  [[nodiscard]] bool is_terminal(Stream stream) const override;
  [[nodiscard]] bool is_closed(Stream stream) const override;
  [[nodiscard]] TerminalSize size() const override;
  [[nodiscard]] Result<std::string> read_input() override;
  [[nodiscard]] Result<std::string> read_hidden(std::string_view prompt) override;
  [[nodiscard]] Result<std::string> read_line(std::string_view prompt) override;

  /// Both streams become a terminal of this size, or a pipe.
  void set_terminal(bool is_terminal, TerminalSize size = {});
  /// From now on the reader of the stream is gone.
  void close(Stream stream);
  /// From now on nothing can be written to standard output, for this reason.
  void fail_output(std::string reason);
  void set_input(std::string text);
  /// The answer to the next question, hidden or not, that has none yet.
  void add_hidden_answer(std::string answer);

  /// What was written to one stream, and to both in order.
  [[nodiscard]] std::string output() const;
  [[nodiscard]] std::string errors() const;
  [[nodiscard]] std::string both() const;

 private:
  mutable std::mutex mutex_;
  std::string output_;
  std::string errors_;
  std::string both_;
  bool is_terminal_ = false;
  bool is_output_closed_ = false;
  bool is_errors_closed_ = false;
  std::string output_failure_;
  TerminalSize size_;
  std::string input_;
  std::deque<std::string> hidden_answers_;
};

}  // namespace ropewalk::ports
