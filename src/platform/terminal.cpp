// The user's real terminal, or whatever the standard streams are.
#include "platform/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <functional>

#include "platform/descriptor.h"

#include "base/strings.h"

namespace ropewalk::platform {
namespace {

using ports::Stream;

constexpr char kControlC = 3;
constexpr char kControlD = 4;
constexpr char kControlU = 21;
constexpr char kBackspace = 8;
constexpr char kDelete = 127;
/// Takes the character before the cursor away.
constexpr std::string_view kRubOut = "\b \b";

Error end_of_input() { return {ErrorKind::kUsage, "no value on standard input", "give the value in the environment"}; }

/// Takes echo, line editing and signal keys off a terminal, and puts everything back on every way out. With the signal
/// keys off, Ctrl-C is a character that we read, so no signal can leave the terminal without its echo.
class HiddenMode {
 public:
  explicit HiddenMode(int fd) : fd_(fd), is_set_(::tcgetattr(fd, &saved_) == 0) {
    termios hidden = saved_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
    hidden.c_cc[VMIN] = 1;
    hidden.c_cc[VTIME] = 0;
    is_set_ = is_set_ && ::tcsetattr(fd_, TCSAFLUSH, &hidden) == 0;
  }
  ~HiddenMode() {
    if (is_set_) {
      ::tcsetattr(fd_, TCSAFLUSH, &saved_);
    }
  }
  HiddenMode(const HiddenMode&) = delete;
  HiddenMode& operator=(const HiddenMode&) = delete;

  [[nodiscard]] bool is_set() const { return is_set_; }

 private:
  int fd_;
  termios saved_{};
  bool is_set_;
};

/// Removes the last character, which may be several bytes of UTF-8.
void remove_last(std::string& text) {
  while (!text.empty()) {
    const bool is_continuation = (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U;
    text.pop_back();
    if (!is_continuation) {
      return;
    }
  }
}

/// What the user sees of an answer that is typed; nothing for a hidden one.
using Show = std::function<void(std::string_view)>;

Result<std::string> read_keys(int fd, const Show& show) {
  std::string answer;
  while (true) {
    pollfd ready{fd, POLLIN, 0};
    char key = 0;
    if (::poll(&ready, 1, -1) < 0) {  // Only a signal ends poll so: somebody asked us to stop.
      return fail(ErrorKind::kInterrupted, "interrupted");
    }
    if (read_some(fd, &key, 1) <= 0) {
      return fail(end_of_input());
    }
    switch (key) {
      case '\n':
      case '\r': return answer;
      case kControlC: return fail(ErrorKind::kInterrupted, "interrupted");
      case kControlD:
        if (answer.empty()) {
          return fail(end_of_input());
        }
        return answer;
      case kControlU:
        for (std::size_t count = code_point_length(answer); count > 0; --count) {
          show(kRubOut);
        }
        answer.clear();
        break;
      case kBackspace:
      case kDelete:
        show(answer.empty() ? "" : kRubOut);
        remove_last(answer);
        break;
      default:
        answer.push_back(key);
        // Keys that move the cursor are part of the answer, and nothing that a terminal should obey.
        show(static_cast<unsigned char>(key) < ' ' ? std::string_view() : std::string_view(&key, 1));
        break;
    }
  }
}

}  // namespace

RealTerminal::RealTerminal(TerminalDescriptors descriptors)
    : descriptors_(descriptors),
      output_is_terminal_(::isatty(descriptors.output) == 1),
      errors_are_terminal_(::isatty(descriptors.errors) == 1),
      output_(descriptors.output),
      errors_(descriptors.errors) {
  std::signal(SIGPIPE, SIG_IGN);
}

int RealTerminal::descriptor(Stream stream) const {
  return stream == Stream::kOutput ? descriptors_.output : descriptors_.errors;
}

OutputStream& RealTerminal::output(Stream stream) { return stream == Stream::kOutput ? output_ : errors_; }

const OutputStream& RealTerminal::output(Stream stream) const { return stream == Stream::kOutput ? output_ : errors_; }

void RealTerminal::write(Stream stream, std::string_view text) {
  std::stop_token give_up;
  {
    const std::lock_guard lock(mutex_);
    give_up = give_up_;
  }
  output(stream).write(text, give_up);
}

void RealTerminal::give_up_after(std::stop_token stop) {
  const std::lock_guard lock(mutex_);
  give_up_ = std::move(stop);
}

void RealTerminal::show_cursor() const {
  for (const Stream stream : {Stream::kOutput, Stream::kErrors}) {
    if (is_terminal(stream)) {
      output(stream).write_at_once("\x1b[?25h");
    }
  }
}

std::string RealTerminal::failure(Stream stream) const { return output(stream).failure(); }

bool RealTerminal::is_terminal(Stream stream) const {
  return stream == Stream::kOutput ? output_is_terminal_ : errors_are_terminal_;
}

bool RealTerminal::is_closed(Stream stream) const { return output(stream).is_closed(); }

ports::TerminalSize RealTerminal::size() const {
  for (const int fd : {descriptors_.output, descriptors_.errors, descriptors_.input}) {
    winsize window{};
    if (::ioctl(fd, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 && window.ws_row > 0) {
      return {window.ws_col, window.ws_row};
    }
  }
  return {};
}

Result<std::string> RealTerminal::read_input() {
  std::string all;
  std::array<char, 65536> buffer{};
  ssize_t count = 0;
  while ((count = read_some(descriptors_.input, buffer.data(), buffer.size())) > 0) {
    all.append(buffer.data(), static_cast<std::size_t>(count));
  }
  if (count < 0) {
    return fail(system_error(errno, "cannot read standard input"));
  }
  return all;
}

Result<std::string> RealTerminal::read_plain_line() const {
  std::string line;
  char next = 0;
  // Byte by byte: what follows the line belongs to whoever reads next.
  while (read_some(descriptors_.input, &next, 1) > 0) {
    if (next == '\n') {
      if (!line.empty() && line.back() == '\r') {
        line.pop_back();
      }
      return line;
    }
    line.push_back(next);
  }
  if (line.empty()) {
    return fail(end_of_input());
  }
  return line;
}

Result<std::string> RealTerminal::read_hidden(std::string_view prompt) {
  return ask(prompt, [](std::string_view) {});
}

Result<std::string> RealTerminal::read_line(std::string_view prompt) {
  return ask(prompt, [this](std::string_view text) { write(Stream::kErrors, text); });
}

Result<std::string> RealTerminal::ask(std::string_view prompt, const std::function<void(std::string_view)>& show) {
  if (::isatty(descriptors_.input) != 1) {
    return read_plain_line();
  }
  Result<std::string> answer = [&]() -> Result<std::string> {
    const HiddenMode mode(descriptors_.input);
    if (!mode.is_set()) {
      return fail(ErrorKind::kInternal, "the terminal does not let its echo be turned off");
    }
    write(Stream::kErrors, prompt);
    return read_keys(descriptors_.input, show);
  }();
  write(Stream::kErrors, "\n");
  return answer;
}

}  // namespace ropewalk::platform
