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

/// Substitutions stand in a word as they are written.
bool has_substitution(const ShellWord& word) {
  return !word.is_known && (word.text.find("$(") != std::string::npos || word.text.find('`') != std::string::npos ||
                            word.text.starts_with("<("));
}

/// The commands of scripts, each with those of its own script behind it.
class Splitter {
 public:
  void split(std::string_view script) { split(script, std::nullopt, 0); }

  void add(ShellCommand command, int depth) {
    const auto script = script_of(command);
    const std::string text(script.value_or(""));
    const std::size_t at = command.at;
    commands_.push_back(std::move(command));
    if (script) {
      split(text, at, depth + 1);
    }
  }

  std::vector<ShellCommand> take() { return std::move(commands_); }

 private:
  /// `at`: quotes hide where the commands of an inner script stand, so it is where the outer one does.
  void split(std::string_view script, std::optional<std::size_t> at, int depth) {
    if (depth > kDeepest) {
      return;
    }
    const std::vector<scan::ShellCommand> read = read_shell(script, 1);
    const int first_pipeline = pipelines_;
    std::vector<std::pair<std::size_t, std::size_t>> ranges;
    for (const scan::ShellCommand& one : read) {
      pipelines_ = std::max(pipelines_, first_pipeline + one.pipeline + 1);
    }
    for (const scan::ShellCommand& one : read) {
      const std::size_t begin = commands_.size();
      ShellCommand command = as_command(one);
      command.at = at.value_or(command.at);
      command.pipeline += first_pipeline;
      for (const std::size_t number : one.takes) {
        for (std::size_t inner = ranges[number].first; inner < ranges[number].second; ++inner) {
          command.takes.emplace_back(commands_[inner].program());
        }
      }
      const bool runs_input = command.words.empty() || (is_posix_shell(command.program()) && !script_of(command));
      if (!command.words.empty()) {
        add(std::move(command), depth);
      }
      if (runs_input && !one.input.empty()) {
        split(one.input, at.value_or(one.words.empty() ? 0 : one.words.front().at), depth + 1);
      }
      ranges.emplace_back(begin, commands_.size());
    }
  }

  static ShellCommand as_command(const scan::ShellCommand& read) {
    const auto first = std::find_if(read.words.begin(), read.words.end(), [](const ShellWord& word) {
      return !is_assignment(word.text) && !is_keyword(word.text);
    });
    ShellCommand command{.is_piped = read.is_piped, .pipeline = read.pipeline, .redirections = read.redirections};
    for (auto word = first; word != read.words.end(); ++word) {
      command.words.push_back(word->text);
      command.computed.push_back(has_substitution(*word));
    }
    command.at = first == read.words.end() ? 0 : first->at;
    return command;
  }

  std::vector<ShellCommand> commands_;
  int pipelines_ = 0;
};

bool fetches(std::string_view program) {
  return program == "curl" || program == "wget" || program == "fetch" || program == "aria2c" || program == "iwr" ||
         program == "irm" || program == "Invoke-WebRequest" || program == "Invoke-RestMethod";
}

bool is_interpreter(std::string_view program) {
  return is_posix_shell(program) || program.starts_with("python") || program == "node" || program == "perl" ||
         program == "ruby" || program == "php" || program == "iex" || program == "Invoke-Expression";
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
    if (!word.starts_with('-') && !(is_shell && word.starts_with('+'))) {
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
  const std::size_t first_argument = command.words.size() - command.arguments().size();
  bool is_file = program == "source" || program == "." || is_interpreter(program);
  for (std::size_t at = first_argument; at < command.words.size(); ++at) {
    const std::string& word = command.words[at];
    const bool is_computed = command.computed[at];
    if (program == "eval" && is_computed) {
      return true;
    }
    const bool is_option = word.starts_with('-');
    if (is_file && !is_option) {
      is_file = false;
      if (is_computed && word.starts_with("<(")) {
        return true;
      }
    }
    const bool is_script = is_script_option(word) || word == "-e" || word == "-r";
    if (is_interpreter(program) && is_script && at + 1 < command.words.size() && command.computed[at + 1]) {
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
    if (is_last_letter || word == "--output" || word == "--output-document") {
      return at + 1 < words.size() ? words[at + 1] : std::string_view();
    }
    for (const std::string_view option : {"--output=", "--output-document="}) {
      if (word.starts_with(option) && word.size() > option.size()) {
        return word.substr(option.size());
      }
    }
  }
  for (const Redirection& one : command.redirections) {
    if (one.sign == ">" || one.sign == ">>" || one.sign == "1>" || one.sign == ">|") {
      return one.target;
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
  Splitter splitter;
  splitter.split(text);
  return splitter.take();
}

std::vector<ShellCommand> commands_of(std::vector<std::string> words) {
  Splitter splitter;
  std::vector<bool> computed(words.size());
  splitter.add({.words = std::move(words), .computed = std::move(computed)}, 0);
  return splitter.take();
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
