#include "scan/dependencies/read/install_commands.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "base/strings.h"
#include "scan/dependencies/read/entries.h"
#include "scan/dependencies/read/include_requirements.h"
#include "scan/dependencies/read/readers.h"

namespace ropewalk::scan {
namespace {

constexpr int kDeepest = 10;

template <std::size_t kSize>
bool is_one_of(const std::array<std::string_view, kSize>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The name of a program without its folder, and without `.exe`.
std::string_view program_name(std::string_view word) {
  word.remove_prefix(std::min(word.size(), word.find_last_of("/\\") + 1));
  return word.ends_with(".exe") ? word.substr(0, word.size() - 4) : word;
}

bool is_pip(const ShellWord& word) {
  const std::string_view name = program_name(word.text);
  const bool is_version =
      name.starts_with("pip") && name.size() > 3 && name.find_first_not_of("0123456789.", 3) == std::string_view::npos;
  // `$PIP install`: which program that is can only be told by the name. A pipeline is none.
  const std::string lower = to_lower(word.text);
  const std::size_t pip = lower.find("pip");
  const bool is_named_so = !word.is_known && pip != std::string::npos && lower.substr(pip, 4) != "pipe";
  return name == "pip" || name == "pipx" || name == "-mpip" || is_version || is_named_so;
}

bool is_shell(std::string_view word) {
  static constexpr std::array<std::string_view, 9> kShells = {"sh",  "bash", "dash", "ash",       "zsh",
                                                              "ksh", "su",   "pwsh", "powershell"};
  return is_one_of(kShells, program_name(word));
}

/// What prints its words, looks for them or ignores them.
bool runs_nothing(std::string_view word) {
  static constexpr std::array<std::string_view, 12> kPrograms = {"echo", "printf", ":", "true", "false",  "cat",
                                                                 "grep", "test",   "[", "[[",   "export", "write-host"};
  return is_one_of(kPrograms, to_lower(program_name(word)));
}

/// What stands in front of a command and is none.
bool is_in_front(std::string_view word) {
  static constexpr std::array<std::string_view, 20> kWords = {
      "if", "then", "else", "elif", "fi",   "do",  "done",    "while", "until", "!",
      "{",  "}",    "time", "exec", "sudo", "env", "command", "nohup", "&",     "builtin"};
  const std::size_t equals = word.find('=');
  const bool is_assignment =
      equals != std::string_view::npos && equals > 0 &&
      std::all_of(word.begin(), word.begin() + static_cast<std::ptrdiff_t>(equals), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+';
      });
  return is_one_of(kWords, word) || is_assignment;
}

/// The options of pip, uv and pipx that have a value.
bool takes_value(std::string_view option) {
  static constexpr std::array<std::string_view, 79> kOptions = {"--requirement",
                                                                "--requirements",
                                                                "--constraint",
                                                                "--constraints",
                                                                "--editable",
                                                                "--index-url",
                                                                "--pypi-url",
                                                                "--extra-index-url",
                                                                "--index",
                                                                "--default-index",
                                                                "--find-links",
                                                                "--target",
                                                                "--prefix",
                                                                "--root",
                                                                "--src",
                                                                "--python",
                                                                "--platform",
                                                                "--python-platform",
                                                                "--python-version",
                                                                "--implementation",
                                                                "--abi",
                                                                "--upgrade-strategy",
                                                                "--config-settings",
                                                                "--config-setting",
                                                                "--config-settings-package",
                                                                "--global-option",
                                                                "--build-option",
                                                                "--install-option",
                                                                "--no-binary",
                                                                "--only-binary",
                                                                "--progress-bar",
                                                                "--root-user-action",
                                                                "--report",
                                                                "--group",
                                                                "--requirements-from-script",
                                                                "--uploaded-prior-to",
                                                                "--log",
                                                                "--log-file",
                                                                "--proxy",
                                                                "--retries",
                                                                "--timeout",
                                                                "--default-timeout",
                                                                "--exists-action",
                                                                "--trusted-host",
                                                                "--allow-insecure-host",
                                                                "--cert",
                                                                "--client-cert",
                                                                "--cache-dir",
                                                                "--use-feature",
                                                                "--use-deprecated",
                                                                "--keyring-provider",
                                                                "--download",
                                                                "--build",
                                                                "--build-constraint",
                                                                "--build-constraints",
                                                                "--override",
                                                                "--overrides",
                                                                "--exclude",
                                                                "--excludes",
                                                                "--extra",
                                                                "--index-strategy",
                                                                "--resolution",
                                                                "--prerelease",
                                                                "--fork-strategy",
                                                                "--exclude-newer",
                                                                "--exclude-newer-package",
                                                                "--link-mode",
                                                                "--config-file",
                                                                "--directory",
                                                                "--project",
                                                                "--color",
                                                                "--upgrade-package",
                                                                "--reinstall-package",
                                                                "--refresh-package",
                                                                "--no-build-isolation-package",
                                                                "--torch-backend",
                                                                "--pip-args",
                                                                "--suffix",
                                                                "--preinstall"};
  return is_one_of(kOptions, option);
}

/// The long name of a letter that takes a value; empty for other letters.
std::string_view long_name(char letter) {
  switch (letter) {
    case 'r': return "--requirement";
    case 'c': return "--constraint";
    case 'e': return "--editable";
    case 't': return "--target";
    case 'i': return "--index-url";
    case 'f': return "--find-links";
    case 'C': return "--config-settings";
    case 'd': return "--download";
    case 'b': return "--build";
    case 'p': return "--python";
    case 'P': return "--upgrade-package";
    default: return {};
  }
}

std::string path_in(const std::string& folder, const std::string& name) {
  return (std::filesystem::path(folder) / name).lexically_normal().generic_string();
}

/// Where the words behind `install` begin, and whether those are files of requirements (`uv pip sync`); 0 for none.
std::pair<std::size_t, bool> operands_at(const std::vector<ShellWord>& words) {
  for (std::size_t at = 0; at + 1 < words.size(); ++at) {
    const bool is_tool = program_name(words[at].text) == "uv" && words[at + 1].text == "tool";
    if (!is_tool && !is_pip(words[at])) {
      continue;
    }
    for (std::size_t verb = at + (is_tool ? 2 : 1); verb < words.size(); ++verb) {
      const std::string& word = words[verb].text;
      if (word == "install" || word == "sync") {
        return {verb + 1, word == "sync"};
      }
      if (!word.starts_with('-')) {
        break;
      }
      verb += takes_value(word) ? 1 : 0;
    }
  }
  return {0, false};
}

}  // namespace

void InstallCommands::read_script(std::string_view script, int line, int depth) {
  // Most scripts install nothing.
  if (depth > kDeepest || to_lower(script).find("pip") == std::string::npos) {
    if (script.find("uv tool") == std::string_view::npos || depth > kDeepest) {
      return;
    }
  }
  const std::vector<std::string> before = folders_;
  for (const ShellCommand& command : read_shell(script, line)) {
    read_command(command, depth);
  }
  folders_ = before;
}

void InstallCommands::read_command(const ShellCommand& command, int depth) {
  const auto first = std::find_if(command.words.begin(), command.words.end(), [](const ShellWord& word) {
    return !is_in_front(word.text) && !word.text.starts_with('-');
  });
  const Words words(first, command.words.end());
  if (words.empty()) {
    const std::string_view first_line = std::string_view(command.input).substr(0, command.input.find('\n'));
    if (!first_line.starts_with("#!") || first_line.find("sh") != std::string_view::npos) {
      read_script(command.input, command.input_line, depth + 1);
    }
    return;
  }
  const std::string_view program = words.front().text;
  if ((program == "cd" || program == "pushd") && words.size() == 2) {
    change_folder(words[1]);
    return;
  }
  if (runs_nothing(program)) {
    return;
  }
  read_shells(command, words, depth);
  if (const auto [at, are_files] = operands_at(words); at > 0) {
    if (program_name(program) == "xargs") {
      into_.skip(place(words.front()), "input", "what xargs adds to this command is not known here");
    }
    add_installed(words, at, are_files);
  }
}

void InstallCommands::change_folder(const ShellWord& folder) {
  if (!folder.is_known) {
    folders_.clear();
  }
  for (std::string& from : folders_) {
    from = path_in(from, folder.text);
  }
}

/// `sh -c 'pip install x'`, `eval`, and what a shell is given below its command.
void InstallCommands::read_shells(const ShellCommand& command, const Words& words, int depth) {
  if (words.front().text == "eval") {
    std::string script;
    for (std::size_t at = 1; at < words.size(); ++at) {
      script += words[at].text + " ";
    }
    read_script(script, words.front().line, depth + 1);
    return;
  }
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (!is_shell(words[at].text)) {
      continue;
    }
    for (std::size_t option = at + 1; option + 1 < words.size(); ++option) {
      const std::string word = to_lower(words[option].text);
      const bool is_letters = word.starts_with('-') && !word.starts_with("--");
      if (word == "--command" || word == "-command" || (is_letters && word.find('c') != std::string::npos)) {
        read_script(words[option + 1].text, words[option + 1].line, depth + 1);
        return;
      }
    }
    read_script(command.input, command.input_line, depth + 1);
    return;
  }
}

void InstallCommands::add_installed(const Words& words, std::size_t at, bool are_files) {
  bool are_options_over = false;
  for (; at < words.size(); ++at) {
    const ShellWord& word = words[at];
    const std::string_view text = word.text;
    if (text == "--") {
      are_options_over = true;
      continue;
    }
    if (are_options_over || !text.starts_with('-') || text.size() < 2) {
      if (are_files) {
        include(word, false);
      } else {
        add_operand(word);
      }
      continue;
    }
    if (text.starts_with("--")) {
      const std::size_t equals = text.find('=');
      if (equals != std::string_view::npos) {
        add_option(text.substr(0, equals), {std::string(text.substr(equals + 1)), word.line, word.is_known});
      } else if (takes_value(text) && at + 1 < words.size()) {
        ++at;
        add_option(text, words[at]);
      }
      continue;
    }
    // Letters may stand together: `-qr file`, `-rfile`.
    for (std::size_t letter = 1; letter < text.size(); ++letter) {
      const std::string_view option = long_name(text[letter]);
      if (option.empty()) {
        continue;
      }
      if (letter + 1 < text.size()) {
        add_option(option, {std::string(text.substr(letter + 1)), word.line, word.is_known});
      } else if (at + 1 < words.size()) {
        ++at;
        add_option(option, words[at]);
      }
      break;
    }
  }
}

bool InstallCommands::is_known(const ShellWord& word) {
  if (word.is_known && word.text.find('{') == std::string::npos && !word.text.starts_with('%')) {
    return true;
  }
  into_.skip(place(word), "variable", fmt::format("'{}' has a variable, whose value is not known here", word.text));
  return false;
}

void InstallCommands::add_operand(const ShellWord& word) {
  if (is_known(word) && !trim(word.text).empty()) {
    add_pip_requirement(word.text, place(word), groups_, into_);
  }
}

void InstallCommands::add_option(std::string_view option, const ShellWord& value) {
  if (option == "--requirement" || option == "--requirements") {
    include(value, false);
  } else if (option == "--constraint" || option == "--constraints") {
    include(value, true);
  } else if (option == "--editable") {
    if (is_known(value)) {
      add_editable(value.text, place(value), groups_, into_);
    }
  } else if (option == "--preinstall") {
    add_operand(value);
  } else if (option == "--group" || option == "--requirements-from-script") {
    into_.skip(
        place(value), "include",
        fmt::format("what {} {} names is read where it stands, in a file of the repository", option, value.text));
  } else if (option == "--extra-index-url") {
    into_.extra_indexes.push_back({value.text, place(value)});
  }
}

void InstallCommands::include(const ShellWord& file, bool are_constraints) {
  const std::string_view option = are_constraints ? "-c" : "-r";
  const auto skip = [&](std::string_view reason, std::string_view why) {
    into_.skip(place(file), std::string(reason), fmt::format("{} {}: {}", option, file.text, why));
  };
  if (!file.is_known) {
    return skip("variable", "the name has a variable, whose value is not known here");
  }
  if (file.text == "-" || file.text.starts_with("/dev/")) {
    return skip("input", "what the command is given is not known here");
  }
  if (file.text.find("://") != std::string::npos) {
    into_.fail(place(file), "remote-file", fmt::format("the file {} is on another machine", file.text));
    return;
  }
  // uv takes other files, too (`-r pyproject.toml`): those are read by their own formats.
  if (const ManifestFormat* format = manifest_format_of(file.text, true);
      format != nullptr && format->read != read_requirements) {
    return skip("include", "the file is read where it stands");
  }
  const Role role = are_constraints ? Role::kConstraints : Role::kRequirements;
  if (folders_.empty()) {
    return skip("variable", "the folder where it is named is not known here");
  }
  for (const std::string& folder : folders_) {
    const std::string name = path_in(folder, file.text);
    const bool is_outside = name.starts_with('/') || name == ".." || name.starts_with("../");
    // Its packages are of the file, whichever job takes it.
    if (!is_outside && include_requirements(name, place(file), role, {}, input_, into_)) {
      return;
    }
  }
  skip("not-in-tree", "there is no such file in the repository: what it names is not known here");
}

}  // namespace ropewalk::scan
