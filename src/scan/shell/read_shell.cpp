#include "scan/shell/read_shell.h"

#include <algorithm>
#include <optional>

#include "base/strings.h"

namespace ropewalk::scan {
namespace {

constexpr int kDeepest = 20;

class Reader {
 public:
  Reader(std::string_view script, std::size_t begin, int line, int depth, int& pipelines,
         std::vector<ShellCommand>& into)
      : text_(script), begin_(begin), line_(line), depth_(depth), pipelines_(pipelines), into_(into) {
    command_.pipeline = pipelines_++;
  }

  void read() {
    while (at_ < text_.size()) {
      step();
    }
    end_command();
  }

 private:
  struct Heredoc {
    std::string name;
    bool has_tabs = false;
    /// The number of the command that it belongs to, known when that ends.
    std::optional<std::size_t> command = {};
  };

  [[nodiscard]] char next(std::size_t ahead = 1) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  /// Takes one letter and counts its line.
  char take() {
    const char letter = text_[at_++];
    line_ += letter == '\n' || letter == kHiddenLineEnd ? 1 : 0;
    return letter;
  }

  void step() {
    const char letter = text_[at_];
    switch (letter) {
      case kHiddenLineEnd:
      case '\r': take(); break;
      case ' ':
      case '\t':
        take();
        end_word();
        break;
      case '\n':
        take();
        end_line();
        break;
      case '\'': single_quotes(); break;
      case '"': double_quotes(); break;
      case '`': backquotes(); break;
      case '$': dollar(); break;
      case '\\': backslash(); break;
      case '#': hash(); break;
      case '<':
      case '>': redirection(); break;
      case '&':
        if (next() == '>') {
          take();
          redirection();
          break;
        }
        if (next() == '&') {
          take();
        }
        take();
        end_command();
        break;
      case '|': {
        const bool is_pipe = next() != '|';
        if (next() == '|' || next() == '&') {
          take();
        }
        take();
        end_command(is_pipe);
        break;
      }
      case ';':
      case '(':
      case ')':
        take();
        end_command();
        break;
      default: take_letter(); break;
    }
  }

  void begin_word() {
    if (!has_word_) {
      has_word_ = true;
      word_ = {{}, line_, true, begin_ + at_};
    }
  }

  void take_letter() {
    begin_word();
    word_.text += take();
  }

  void end_word() {
    if (!has_word_) {
      return;
    }
    has_word_ = false;
    if (is_heredoc_) {
      heredocs_.push_back({word_.text, has_tabs_});
      is_heredoc_ = false;
    } else if (is_target_) {
      is_target_ = false;
      command_.redirections.push_back({std::move(sign_), std::move(word_.text)});
    } else {
      command_.words.push_back(std::move(word_));
    }
  }

  /// A pipe goes on in the next line.
  void end_line() {
    if (has_word_ || !command_.words.empty() || !command_.is_piped || !heredocs_.empty()) {
      end_command();
    }
    heredoc_bodies();
  }

  /// A command of no words is kept for the text below it: `<<EOF` alone.
  void end_command(bool is_pipe = false) {
    end_word();
    is_target_ = false;
    is_heredoc_ = false;
    bool has_input = false;
    for (Heredoc& heredoc : heredocs_) {
      has_input = has_input || !heredoc.command;
      heredoc.command = heredoc.command.value_or(into_.size());
    }
    pipeline_of_last_ = command_.pipeline;
    if (!command_.words.empty() || has_input) {
      into_.push_back(std::move(command_));
    }
    const int pipeline = is_pipe ? pipeline_of_last_ : pipelines_++;
    command_ = {};
    command_.is_piped = is_pipe;
    command_.pipeline = pipeline;
  }

  /// What is opened and never closed is a letter like others, as in scripts of other shells.
  struct Mark {
    std::size_t at = 0;
    int line = 0;
    std::size_t size = 0;
  };
  [[nodiscard]] Mark mark() const { return {at_, line_, has_word_ ? word_.text.size() : 0}; }
  void undo(const Mark& mark) {
    ++undone_;
    at_ = mark.at;
    line_ = mark.line;
    begin_word();
    word_.text.resize(mark.size);
    word_.text += take();
  }
  /// Each undoing reads up to the end of the script.
  [[nodiscard]] bool may_undo() const { return undone_ < 100; }

  void single_quotes() {
    const Mark before = mark();
    const std::size_t end = may_undo() ? text_.find('\'', at_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      return undo(before);
    }
    begin_word();
    for (take(); at_ < end;) {
      if (const char letter = take(); letter != kHiddenLineEnd) {
        word_.text += letter;
      }
    }
    take();
  }

  void double_quotes() {
    const Mark before = mark();
    if (!may_undo()) {
      return undo(before);
    }
    begin_word();
    for (take(); at_ < text_.size() && text_[at_] != '"';) {
      const char letter = text_[at_];
      if (letter == '$') {
        dollar();
      } else if (letter == '`') {
        backquotes();
      } else if (letter == '\\' && next() == '\n') {
        take();
        take();
      } else if (letter == '\\' && std::string_view("$`\"\\").find(next()) != std::string_view::npos && next() != 0) {
        take();
        take_letter();
      } else if (take() != kHiddenLineEnd) {
        word_.text += letter;
      }
    }
    if (at_ >= text_.size()) {
      return undo(before);
    }
    take();
  }

  void backslash() {
    take();
    if (at_ >= text_.size()) {
      return;
    }
    if (text_[at_] == '\n') {
      take();
    } else if (text_[at_] == '\r' && next() == '\n') {
      take();
      take();
    } else {
      take_letter();
    }
  }

  void hash() {
    if (has_word_) {
      take_letter();
      return;
    }
    while (at_ < text_.size() && text_[at_] != '\n') {
      take();
    }
  }

  /// Reads the commands of a substitution, and puts it into the word as it is written.
  void substitution(std::string_view inner, std::string_view written, int line) {
    begin_word();
    word_.is_known = false;
    word_.text += written;
    const std::size_t first = into_.size();
    if (depth_ < kDeepest) {
      const auto begin = begin_ + static_cast<std::size_t>(inner.data() - text_.data());
      Reader(inner, begin, line, depth_ + 1, pipelines_, into_).read();
    }
    for (std::size_t number = first; number < into_.size(); ++number) {
      command_.takes.push_back(number);
    }
  }

  void backquotes() {
    begin_word();
    const Mark before = mark();
    const std::size_t end = may_undo() ? text_.find('`', at_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      return undo(before);
    }
    while (at_ <= end) {
      take();
    }
    const std::string_view written = text_.substr(before.at, at_ - before.at);
    substitution(written.substr(1, written.size() - 2), written, before.line);
  }

  /// From an opening bracket to the end of what it opens, quotes passed over. False when it is not closed.
  bool skip_nested(char open, char close) {
    if (!may_undo()) {
      return false;
    }
    int depth = 0;
    char quote = 0;
    while (at_ < text_.size()) {
      const char letter = take();
      if (letter == '\\' && quote != '\'' && at_ < text_.size()) {
        take();
      } else if (quote != 0) {
        quote = letter == quote ? '\0' : quote;
      } else if (letter == '\'' || letter == '"') {
        quote = letter;
      } else if (letter == open) {
        ++depth;
      } else if (letter == close && --depth == 0) {
        return true;
      }
    }
    return false;
  }

  void dollar() {
    begin_word();
    const Mark before = mark();
    const std::size_t begin = at_;
    const int line = line_;
    if (next() == '(') {
      take();
      if (!skip_nested('(', ')')) {
        return undo(before);
      }
      const std::string_view written = text_.substr(begin, at_ - begin);
      return substitution(written.substr(2, written.size() - 3), written, line);
    }
    begin_word();
    if (next() == '{') {
      take();
      word_.is_known = false;
      if (!skip_nested('{', '}')) {
        return undo(before);
      }
      word_.text += text_.substr(begin, at_ - begin);
      return;
    }
    const char letter = next();
    const bool is_name = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
                         (letter >= '0' && letter <= '9') ||
                         (letter != 0 && std::string_view("_@*#?!$-").find(letter) != std::string_view::npos);
    word_.is_known = word_.is_known && !is_name;
    word_.text += take();
  }

  void redirection() {
    // A number in front of it is a part of it: `2>`.
    const bool is_number =
        has_word_ && !word_.text.empty() &&
        std::all_of(word_.text.begin(), word_.text.end(), [](char c) { return c >= '0' && c <= '9'; });
    std::string sign;
    if (is_number) {
      has_word_ = false;
      sign = std::move(word_.text);
    }
    end_word();
    const char letter = take();
    sign += letter;
    if (at_ < text_.size() && text_[at_] == '(') {  // `<(command)`
      const Mark before = mark();
      if (!skip_nested('(', ')')) {
        return undo(before);
      }
      const std::string_view written = text_.substr(before.at - 1, at_ - before.at + 1);
      return substitution(written.substr(2, written.size() - 3), written, before.line);
    }
    if (letter == '<' && at_ < text_.size() && text_[at_] == '<' && next() != '<') {
      take();
      is_heredoc_ = true;
      has_tabs_ = at_ < text_.size() && text_[at_] == '-';
      at_ += has_tabs_ ? 1 : 0;
      return;
    }
    while (at_ < text_.size() && std::string_view("<>&|").find(text_[at_]) != std::string_view::npos) {
      sign += take();
    }
    sign_ = std::move(sign);
    is_target_ = true;
  }

  void heredoc_bodies() {
    for (const Heredoc& heredoc : heredocs_) {
      std::string body;
      const int first = line_;
      while (at_ < text_.size()) {
        const std::size_t begin = at_;
        while (at_ < text_.size() && take() != '\n') {
        }
        std::string_view line = text_.substr(begin, at_ - begin);
        while (heredoc.has_tabs && line.starts_with('\t')) {
          line.remove_prefix(1);
        }
        if (line.substr(0, line.find_last_not_of("\r\n") + 1) == heredoc.name) {
          break;
        }
        body += line;
      }
      if (heredoc.command && *heredoc.command < into_.size()) {
        into_[*heredoc.command].input = std::move(body);
        into_[*heredoc.command].input_line = first;
      }
    }
    heredocs_.clear();
  }

  std::string_view text_;
  /// Where `text_` begins in the whole script.
  std::size_t begin_;
  int line_;
  int depth_;
  int& pipelines_;
  std::vector<ShellCommand>& into_;
  std::size_t at_ = 0;
  ShellCommand command_;
  ShellWord word_;
  bool has_word_ = false;
  /// The next word is the file of a redirection; the name of a text below.
  bool is_target_ = false;
  std::string sign_;
  int pipeline_of_last_ = 0;
  bool is_heredoc_ = false;
  bool has_tabs_ = false;
  int undone_ = 0;
  std::vector<Heredoc> heredocs_;
};

}  // namespace

std::vector<ShellCommand> read_shell(std::string_view script, int line) {
  std::vector<ShellCommand> commands;
  int pipelines = 0;
  Reader(script, 0, line, 0, pipelines, commands).read();
  return commands;
}

}  // namespace ropewalk::scan
