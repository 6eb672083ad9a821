// The user's terminal: where text goes, how wide it is, and the answer to a question.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace ropewalk::ports {

enum class Stream { kOutput, kErrors };

struct TerminalSize {
  int columns = 80;
  int rows = 24;
};

class Terminal {
 public:
  virtual ~Terminal() = default;
  /// Writes all of it, at once. A reader that went away is no error: the text is dropped and `is_closed` says so. What
  /// else goes wrong is in `failure`, and nothing more is written to that stream.
  virtual void write(Stream stream, std::string_view text) = 0;
  /// What kept a text from being written (a full disk); empty when nothing did.
  [[nodiscard]] virtual std::string failure(Stream stream) const = 0;
  [[nodiscard]] virtual bool is_terminal(Stream stream) const = 0;
  [[nodiscard]] virtual bool is_closed(Stream stream) const = 0;
  [[nodiscard]] virtual TerminalSize size() const = 0;
  /// The whole of standard input.
  [[nodiscard]] virtual Result<std::string> read_input() = 0;
  /// One line of standard input without its end, not echoed on a terminal. Errors: kUsage at the end of input,
  /// kInterrupted.
  [[nodiscard]] virtual Result<std::string> read_hidden(std::string_view prompt) = 0;
  /// The same, and the user sees what is typed.
  [[nodiscard]] virtual Result<std::string> read_line(std::string_view prompt) = 0;
};

}  // namespace ropewalk::ports
