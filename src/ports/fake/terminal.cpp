// A terminal that keeps what was written and answers from a list.
#include "ports/fake/terminal.h"

#include <utility>

namespace ropewalk::ports {

void FakeTerminal::write(Stream stream, std::string_view text) {
  const std::lock_guard lock(mutex_);
  const bool is_output = stream == Stream::kOutput;
  if (is_output && !output_failure_.empty()) {
    return;
  }
  if (is_output ? is_output_closed_ : is_errors_closed_) {
    return;
  }
  (is_output ? output_ : errors_) += text;
  both_ += text;
}

bool FakeTerminal::is_terminal(Stream) const {
  const std::lock_guard lock(mutex_);
  return is_terminal_;
}

bool FakeTerminal::is_closed(Stream stream) const {
  const std::lock_guard lock(mutex_);
  return stream == Stream::kOutput ? is_output_closed_ : is_errors_closed_;
}

TerminalSize FakeTerminal::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

Result<std::string> FakeTerminal::read_input() {
  const std::lock_guard lock(mutex_);
  return std::exchange(input_, {});
}

Result<std::string> FakeTerminal::read_hidden(std::string_view prompt) {
  const std::lock_guard lock(mutex_);
  errors_ += prompt;
  both_ += prompt;
  if (hidden_answers_.empty()) {
    return fail(ErrorKind::kUsage, "no value on standard input");
  }
  std::string answer = std::move(hidden_answers_.front());
  hidden_answers_.pop_front();
  return answer;
}

Result<std::string> FakeTerminal::read_line(std::string_view prompt) { return read_hidden(prompt); }

void FakeTerminal::set_terminal(bool is_terminal, TerminalSize size) {
  const std::lock_guard lock(mutex_);
  is_terminal_ = is_terminal;
  size_ = size;
}

void FakeTerminal::close(Stream stream) {
  const std::lock_guard lock(mutex_);
  (stream == Stream::kOutput ? is_output_closed_ : is_errors_closed_) = true;
}

std::string FakeTerminal::failure(Stream stream) const {
  const std::lock_guard lock(mutex_);
  return stream == Stream::kOutput ? output_failure_ : std::string();
}

void FakeTerminal::fail_output(std::string reason) {
  const std::lock_guard lock(mutex_);
  output_failure_ = std::move(reason);
}

void FakeTerminal::set_input(std::string text) {
  const std::lock_guard lock(mutex_);
  input_ = std::move(text);
}

void FakeTerminal::add_hidden_answer(std::string answer) {
  const std::lock_guard lock(mutex_);
  hidden_answers_.push_back(std::move(answer));
}

std::string FakeTerminal::output() const {
  const std::lock_guard lock(mutex_);
  return output_;
}

std::string FakeTerminal::errors() const {
  const std::lock_guard lock(mutex_);
  return errors_;
}

std::string FakeTerminal::both() const {
  const std::lock_guard lock(mutex_);
  return both_;
}

}  // namespace ropewalk::ports
