// Each script is a table of what may follow, written out as a case of the shell: nothing runs Ropewalk while the user
// types, so completion is as quick as the shell.
#include "cli/completion_scripts.h"

#include <fmt/format.h>

#include "base/strings.h"
#include "cli/command.h"

namespace ropewalk::cli {
namespace {

constexpr std::string_view kEvents =
    "push pull_request pull_request_target workflow_dispatch workflow_call schedule release merge_group "
    "repository_dispatch issues issue_comment create delete deployment workflow_run";

std::string command_names() {
  std::vector<std::string> names;
  for (const Command* command : all_commands()) {
    names.emplace_back(command->name);
  }
  names.emplace_back("help");
  return join(names, " ");
}

std::string option_words(const Command& command) {
  std::string words = "--help";
  for (const Option& option : command.options) {
    words += fmt::format(" {}", option.name);
    if (!option.letter.empty()) {
      words += fmt::format(" {}", option.letter);
    }
  }
  return words;
}

std::string names_pattern(const Option& option) {
  return option.letter.empty() ? std::string(option.name) : fmt::format("{}|{}", option.name, option.letter);
}

/// What bash runs to offer values of a kind; `$cur` is what was typed.
std::string bash_values(Completion completion) {
  switch (completion) {
    case Completion::kNothing: return "";
    case Completion::kFile: return "COMPREPLY=($(compgen -f -- \"$cur\"))";
    case Completion::kFolder: return "COMPREPLY=($(compgen -d -- \"$cur\"))";
    case Completion::kWorkflow: return "_ropewalk_workflows";
    case Completion::kEvent: return fmt::format("COMPREPLY=($(compgen -W '{}' -- \"$cur\"))", kEvents);
  }
  return "";
}

std::string bash_case(const Command& command) {
  std::string text = fmt::format("    {})\n      case \"$prev\" in\n", command.name);
  for (const Option& option : command.options) {
    if (option.value.empty()) {
      continue;
    }
    const std::string values = bash_values(option.completion);
    text += fmt::format("        {}) {}; return ;;\n", names_pattern(option), values.empty() ? ":" : values);
  }
  text += "      esac\n";
  text += fmt::format("      if [[ \"$cur\" == -* ]]; then COMPREPLY=($(compgen -W '{}' -- \"$cur\")); return; fi\n",
                      option_words(command));
  std::string operands = bash_values(command.operands.completion);
  if (command.name == "completions") {
    operands = "COMPREPLY=($(compgen -W 'bash zsh fish' -- \"$cur\"))";
  }
  if (!operands.empty()) {
    text += fmt::format("      {}\n", operands);
  }
  return text + "      ;;\n";
}

std::string bash_script() {
  std::string text = R"text(# Completion of ropewalk for bash: source <(ropewalk completions bash)
_ropewalk_workflows() {
  local top names file
  top=$(git rev-parse --show-toplevel 2>/dev/null) || top=.
  for file in "$top"/.github/workflows/*.y*ml; do
    [[ -e "$file" ]] && file=${file##*/} && names+=" ${file%.y*ml}"
  done
  COMPREPLY=($(compgen -W "$names" -- "$cur") $(compgen -f -- "$cur"))
}

_ropewalk() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
)text";
  text += fmt::format("    COMPREPLY=($(compgen -W '{} --help --version' -- \"$cur\"))\n    return\n  fi\n",
                      command_names());
  text += "  case \"$command\" in\n";
  text += fmt::format("    help) COMPREPLY=($(compgen -W '{}' -- \"$cur\")) ;;\n", command_names());
  for (const Command* command : all_commands()) {
    text += bash_case(*command);
  }
  text += "  esac\n}\n\ncomplete -o filenames -F _ropewalk ropewalk\n";
  return text;
}

std::string zsh_script() {
  // zsh runs bash's completion functions, with the same table and words.
  return "# Completion of ropewalk for zsh: source <(ropewalk completions zsh)\n"
         "autoload -Uz bashcompinit && bashcompinit\n" +
         bash_script();
}

std::string fish_quoted(std::string_view text) {
  return "'" + replace_all(replace_all(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_option(const Command& command, const Option& option) {
  std::string line = fmt::format("complete -c ropewalk -n '__fish_seen_subcommand_from {}' -l {}", command.name,
                                 option.name.substr(2));
  if (!option.letter.empty()) {
    line += fmt::format(" -s {}", option.letter.substr(1));
  }
  if (!option.value.empty()) {
    line += " -r";
  }
  switch (option.completion) {
    case Completion::kNothing:
    case Completion::kWorkflow: break;
    case Completion::kFile: line += " -F"; break;
    case Completion::kFolder: line += " -a '(__fish_complete_directories)'"; break;
    case Completion::kEvent: line += fmt::format(" -a '{}'", kEvents); break;
  }
  return fmt::format("{} -d {}\n", line, fish_quoted(option.help));
}

std::string fish_script() {
  std::string text =
      R"text(# Completion of ropewalk for fish: ropewalk completions fish > ~/.config/fish/completions/ropewalk.fish
function __ropewalk_workflows
  set -l top (git rev-parse --show-toplevel 2>/dev/null; or echo .)
  for file in $top/.github/workflows/*.yml $top/.github/workflows/*.yaml
    string replace -r '\.ya?ml$' '' (path basename $file)
  end
end

complete -c ropewalk -f
)text";
  for (const Command* command : all_commands()) {
    text += fmt::format("complete -c ropewalk -n __fish_use_subcommand -a {} -d {}\n", command->name,
                        fish_quoted(command->summary));
    for (const Option& option : command->options) {
      text += fish_option(*command, option);
    }
    if (command->operands.completion == Completion::kWorkflow) {
      text += fmt::format("complete -c ropewalk -n '__fish_seen_subcommand_from {}' -F -a '(__ropewalk_workflows)'\n",
                          command->name);
    }
  }
  text += "complete -c ropewalk -n '__fish_seen_subcommand_from completions' -a 'bash zsh fish'\n";
  return text;
}

}  // namespace

std::optional<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") {
    return bash_script();
  }
  if (shell == "zsh") {
    return zsh_script();
  }
  if (shell == "fish") {
    return fish_script();
  }
  return std::nullopt;
}

}  // namespace ropewalk::cli
