#include "scan/policy/shell.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace ropewalk::scan::policy {
namespace {

bool is_assignment(std::string_view word) {
  const std::size_t equals = word.find('=');
  return equals != std::string_view::npos && equals > 0 &&
         std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), [](char letter) {
           return std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '_';
         });
}

/// Words that stand in front of a command and are none: `if apt-get update; then`.
bool is_keyword(std::string_view word) {
  static constexpr std::string_view kWords[] = {"if",    "then", "else", "elif", "fi", "do",   "done", "while",
                                                "until", "for",  "!",    "{",    "}",  "time", "exec", "command"};
  return std::find(std::begin(kWords), std::end(kWords), word) != std::end(kWords);
}

std::size_t program_at(const std::vector<std::string>& words) {
  constexpr std::string_view kSudoWithValue = "ugphCrtUDRT";
  std::size_t at = 0;
  while (at < words.size() && (words[at] == "sudo" || words[at] == "env" || is_assignment(words[at]))) {
    const bool is_sudo = words[at] == "sudo";
    ++at;
    while (at < words.size() && words[at].starts_with('-')) {
      const bool has_value = is_sudo && words[at].size() == 2 && kSudoWithValue.find(words[at][1]) != std::string::npos;
      at += has_value ? 2 : 1;
    }
  }
  return std::min(at, words.size());
}

}  // namespace

std::string_view ShellCommand::program() const {
  const std::size_t index = program_at(words);
  if (index >= words.size()) {
    return {};
  }
  const std::string_view word = words[index];
  return word.substr(word.rfind('/') == std::string_view::npos ? 0 : word.rfind('/') + 1);
}

std::vector<std::string_view> ShellCommand::arguments() const {
  std::vector<std::string_view> found;
  for (std::size_t index = program_at(words) + 1; index < words.size(); ++index) {
    found.emplace_back(words[index]);
  }
  return found;
}

bool ShellCommand::has(std::string_view word) const {
  const auto all = arguments();
  return std::find(all.begin(), all.end(), word) != all.end();
}

bool ShellCommand::has_option(std::string_view word) const {
  const auto all = arguments();
  return std::any_of(all.begin(), all.end(), [&](std::string_view one) {
    return one == word || (one.starts_with(word) && one.size() > word.size() && one[word.size()] == '=');
  });
}

namespace {

constexpr int kDeepest = 20;

bool is_posix_shell(std::string_view program) {
  return program == "sh" || program == "bash" || program == "zsh" || program == "ash" || program == "dash" ||
         program == "ksh";
}

/// `-c`, also among other letters: `-ec`.
bool is_script_option(std::string_view word) {
  return word.size() > 1 && word.starts_with('-') && !word.starts_with("--") && word.ends_with('c');
}

/// The word that is the script of `sh -c SCRIPT`, `su USER -c SCRIPT`, `eval SCRIPT`; nothing for other commands.
std::optional<std::string_view> script_of(const ShellCommand& command) {
  const std::string_view program = command.program();
  const auto words = command.arguments();
  if (program == "eval") {
    return words.empty() ? std::nullopt : std::optional(words.front());
  }
  for (std::size_t at = 0; (is_posix_shell(program) || program == "su") && at + 1 < words.size(); ++at) {
    if (is_script_option(words[at])) {
      return words[at + 1];
    }
  }
  return std::nullopt;
}

class Splitter {
 public:
  Splitter(std::string_view text, std::size_t at, int depth, int& pipelines, std::vector<ShellCommand>& commands)
      : text_(text), at_begin_(at), depth_(depth), pipelines_(pipelines), commands_(commands) {
    current_.pipeline = pipelines_++;
  }

  void split() {
    for (; at_ < text_.size(); ++at_) {
      const char letter = text_[at_];
      const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
      if (!has_word_) {
        word_at_ = at_;
      }
      if (letter == '\'') {
        quoted();
      } else if (letter == '"') {
        double_quoted();
      } else if (letter == '\\' && next != '\0') {
        ++at_;
        if (next != '\n') {
          word_ += next;
          has_word_ = true;
        }
      } else if (letter == '$' && next == '(') {
        at_ += 2;
        substitution(')', "$()");
      } else if (letter == '`') {
        ++at_;
        substitution('`', "$()");
      } else if (letter == '<' && next == '(') {
        at_ += 2;
        substitution(')', "<()");
      } else if (letter == '&' && (at_ > 0 && text_[at_ - 1] == '>')) {
        word_ += letter;  // 2>&1
      } else if (letter == '&' && next == '>') {
        end_word();
      } else if (letter == ';' || letter == '\n' || letter == '&' || letter == '(' || letter == ')') {
        end_command(false);
        at_ += letter == '&' && next == '&' ? 1 : 0;
      } else if (letter == '|') {
        end_command(next != '|');
        at_ += next == '|' || next == '&' ? 1 : 0;
      } else if (letter == '#' && !has_word_) {
        at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
      } else if (letter == ' ' || letter == '\t' || letter == '\r') {
        end_word();
      } else {
        word_ += letter;
        has_word_ = true;
      }
    }
    end_command(false);
  }

  /// A command, with those of its own script.
  void add(ShellCommand command) {
    const std::size_t first = commands_.size();
    const auto script = script_of(command);
    const std::string text(script.value_or(""));
    const std::size_t at = command.at;
    commands_.push_back(std::move(command));
    if (script && depth_ < kDeepest) {
      Splitter(text, 0, depth_ + 1, pipelines_, commands_).split();
      for (std::size_t number = first + 1; number < commands_.size(); ++number) {
        commands_[number].at = at;  // quotes hide where it stands
      }
    }
  }

 private:
  void quoted() {
    has_word_ = true;
    for (++at_; at_ < text_.size() && text_[at_] != '\''; ++at_) {
      word_ += text_[at_];
    }
  }

  void double_quoted() {
    has_word_ = true;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        word_ += text_[++at_];
      } else if (text_[at_] == '$' && at_ + 1 < text_.size() && text_[at_ + 1] == '(') {
        at_ += 2;
        substitution(')', "$()");
      } else if (text_[at_] == '`') {
        ++at_;
        substitution('`', "$()");
      } else {
        word_ += text_[at_];
      }
    }
  }

  /// A substitution is a script of its own, which runs first; the word goes on behind it.
  void substitution(char close, std::string_view stands_for) {
    const std::size_t begin = at_;
    std::size_t depth = 1;
    for (; at_ < text_.size(); ++at_) {
      depth += close == ')' && text_[at_] == '(' ? 1 : 0;
      depth -= text_[at_] == close ? 1 : 0;
      if (depth == 0) {
        break;
      }
    }
    has_word_ = true;
    word_ += stands_for;
    const std::size_t first = commands_.size();
    within(text_.substr(begin, at_ - begin), at_begin_ + begin);
    for (std::size_t number = first; number < commands_.size(); ++number) {
      current_.takes.emplace_back(commands_[number].program());
    }
  }

  void within(std::string_view script, std::size_t at) {
    if (depth_ < kDeepest) {
      Splitter(script, at, depth_ + 1, pipelines_, commands_).split();
    }
  }

  void end_word() {
    if (has_word_ && !(current_.words.empty() && (is_assignment(word_) || is_keyword(word_)))) {
      if (current_.words.empty()) {
        current_.at = at_begin_ + word_at_;
      }
      current_.words.push_back(std::move(word_));
    }
    word_.clear();
    has_word_ = false;
  }

  void end_command(bool pipes) {
    end_word();
    const int pipeline = pipes ? current_.pipeline : pipelines_++;
    if (!current_.words.empty()) {
      add(std::move(current_));
    }
    current_ = {};
    current_.is_piped = pipes;
    current_.pipeline = pipeline;
  }

  std::string_view text_;
  std::size_t at_begin_;
  int depth_;
  int& pipelines_;
  std::vector<ShellCommand>& commands_;
  ShellCommand current_;
  std::string word_;
  bool has_word_ = false;
  std::size_t word_at_ = 0;
  std::size_t at_ = 0;
};

bool fetches(std::string_view program) {
  return program == "curl" || program == "wget" || program == "fetch" || program == "aria2c" || program == "iwr" ||
         program == "irm" || program == "Invoke-WebRequest" || program == "Invoke-RestMethod";
}

bool is_interpreter(std::string_view program) {
  return is_posix_shell(program) || program.starts_with("python") || program == "node" || program == "perl" ||
         program == "ruby" || program == "php" || program == "iex" || program == "Invoke-Expression";
}

bool is_redirection(std::string_view word) {
  return word.find_first_of("<>") != std::string_view::npos && !word.starts_with("<()");
}

/// Whether an interpreter runs what comes through the pipe: it has no script of its own.
bool runs_input(const ShellCommand& command) {
  const bool is_shell = is_posix_shell(command.program());
  const auto words = command.arguments();
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    if (word == "-" || word == "/dev/stdin") {
      return true;
    }
    if (is_redirection(word)) {
      at += word == ">" || word == "<" || word == ">>" || word == "2>" ? 1 : 0;
    } else if (!word.starts_with('-') && !(is_shell && word.starts_with('+'))) {
      return false;
    } else if (is_shell && !word.starts_with("--")) {
      if (word.find('s') != std::string_view::npos) {
        return true;
      }
      if (is_script_option(word)) {
        return false;
      }
      at += word.ends_with('o') ? 1 : 0;  // -o pipefail
    } else if (!is_shell && (word == "-c" || word == "-m" || word == "-e" || word == "-p" || word == "-ne" ||
                             word == "-pe" || word == "-r")) {
      return false;
    }
  }
  return true;
}

/// Whether an interpreter's own script is made of a substitution: `sh -c "$(…)"`, `bash <(…)`, `eval "$(…)"`.
bool runs_substitution(const ShellCommand& command) {
  const std::string_view program = command.program();
  const auto words = command.arguments();
  if (program == "source" || program == "." || is_interpreter(program)) {
    const auto first =
        std::find_if(words.begin(), words.end(), [](std::string_view word) { return !word.starts_with('-'); });
    if (first != words.end() && first->starts_with("<()")) {
      return true;
    }
  }
  if (program == "eval") {
    return std::any_of(words.begin(), words.end(),
                       [](std::string_view word) { return word.find("$()") != std::string_view::npos; });
  }
  for (std::size_t at = 0; is_interpreter(program) && at + 1 < words.size(); ++at) {
    const bool is_script = is_script_option(words[at]) || words[at] == "-e" || words[at] == "-r";
    if (is_script && words[at + 1].find("$()") != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

/// Where a download is saved; empty when that is not said.
std::string_view saved_as(const ShellCommand& command) {
  const auto words = command.arguments();
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    const bool is_last_letter = word.size() > 1 && word.starts_with('-') && !word.starts_with("--") &&
                                (word.ends_with('o') || (command.program() == "wget" && word.ends_with('O')));
    if (is_last_letter || word == "--output" || word == "--output-document" || word == ">") {
      return at + 1 < words.size() ? words[at + 1] : std::string_view();
    }
    for (const std::string_view option : {"--output=", "--output-document=", ">"}) {
      if (word.starts_with(option) && word.size() > option.size()) {
        return word.substr(option.size());
      }
    }
  }
  // Under the name that it has there: always by wget, by curl when it is told to.
  const bool keeps_name =
      command.program() == "wget" || std::any_of(words.begin(), words.end(), [](std::string_view word) {
        return word == "--remote-name" ||
               (word.size() > 1 && word.starts_with('-') && !word.starts_with("--") && word.ends_with('O'));
      });
  for (const std::string_view word : words) {
    if (keeps_name && word.find("://") != std::string_view::npos) {
      const std::string_view path = word.substr(0, word.find_first_of("?#"));
      return path.substr(path.rfind('/') + 1);
    }
  }
  return {};
}

bool is_digest_check(std::string_view program) {
  return program.ends_with("sum") || program == "gpg" || program == "cosign" || program == "minisign" ||
         program == "openssl" || program == "shasum" || program == "gpgv" || program == "slsa-verifier";
}

/// `./x` and `x` are one file.
std::string_view plain_file(std::string_view file) { return file.starts_with("./") ? file.substr(2) : file; }

bool runs_file(const ShellCommand& command, std::string_view file) {
  const std::string_view program = command.program();
  const auto words = command.arguments();
  if (is_interpreter(program) || program == "source" || program == ".") {
    const auto first =
        std::find_if(words.begin(), words.end(), [](std::string_view word) { return !word.starts_with('-'); });
    return first != words.end() && plain_file(*first) == plain_file(file);
  }
  return std::any_of(command.words.begin(), command.words.end(), [&](const std::string& word) {
    return word.find('/') != std::string::npos && plain_file(word) == plain_file(file) && word.ends_with(program);
  });
}

}  // namespace

std::vector<ShellCommand> split_commands(std::string_view text) {
  std::vector<ShellCommand> commands;
  int pipelines = 0;
  Splitter(text, 0, 0, pipelines, commands).split();
  return commands;
}

std::vector<ShellCommand> commands_of(std::vector<std::string> words) {
  std::vector<ShellCommand> commands;
  int pipelines = 1;
  ShellCommand command;
  command.words = std::move(words);
  Splitter("", 0, 0, pipelines, commands).add(std::move(command));
  return commands;
}

std::optional<UnseenRun> find_unseen_run(const std::vector<ShellCommand>& commands) {
  struct Saved {
    std::string_view file;
    std::string_view fetcher;
  };
  std::vector<Saved> saved;
  for (std::size_t number = 0; number < commands.size(); ++number) {
    const ShellCommand& command = commands[number];
    const std::string_view program = command.program();
    if (command.is_piped && is_interpreter(program) && runs_input(command)) {
      for (std::size_t before = number; before > 0; --before) {
        const ShellCommand& other = commands[before - 1];
        if (other.pipeline == command.pipeline && fetches(other.program())) {
          return UnseenRun{std::string(other.program()), command.at};
        }
      }
    }
    if (runs_substitution(command)) {
      const auto by = std::find_if(command.takes.begin(), command.takes.end(), fetches);
      if (by != command.takes.end()) {
        return UnseenRun{*by, command.at};
      }
    }
    if (is_digest_check(program)) {
      saved.clear();
    }
    for (const Saved& one : saved) {
      if (runs_file(command, one.file)) {
        return UnseenRun{std::string(one.fetcher), command.at};
      }
    }
    if (fetches(program)) {
      if (const std::string_view file = saved_as(command); !file.empty() && file != "-" && file != "/dev/null") {
        saved.push_back({file, program});
      }
    }
  }
  return std::nullopt;
}

}  // namespace ropewalk::scan::policy
