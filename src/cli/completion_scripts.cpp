// Each script hands the words of the command line to `ropewalk __complete` and gives the shell what comes back.
#include "cli/completion_scripts.h"

namespace ropewalk::cli {
namespace {

constexpr std::string_view kBash = R"text(# Completion of ropewalk for bash: source <(ropewalk completions bash)
_ropewalk() {
  local words=() word join= value about last prefix=
  # bash takes words apart at `=`: put them together again.
  for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [[ ($word == = || $join) && ${#words[@]} -gt 0 ]]; then words[${#words[@]}-1]+=$word; else words+=("$word"); fi
    [[ $word == = ]] && join=yes || join=
  done
  last=${words[${#words[@]}-1]}
  [[ $last == *=* && $COMP_WORDBREAKS == *=* ]] && prefix=${last%%=*}=
  COMPREPLY=()
  while IFS=$'\t' read -r value about; do
    case $value in
      :files) compopt -o filenames; COMPREPLY+=($(compgen -f -- "${last#"$prefix"}")) ;;
      :folders) compopt -o filenames; COMPREPLY+=($(compgen -d -- "${last#"$prefix"}")) ;;
      *=) compopt -o nospace; COMPREPLY+=("${value#"$prefix"}") ;;
      *) COMPREPLY+=("$(printf %q "${value#"$prefix"}")") ;;
    esac
  done < <("${COMP_WORDS[0]}" __complete -- "${words[@]}" 2>/dev/null)
}
complete -F _ropewalk ropewalk
)text";

constexpr std::string_view kZsh = R"text(#compdef ropewalk
# Completion of ropewalk for zsh: source <(ropewalk completions zsh), after compinit
_ropewalk() {
  local -a found open
  local value about
  while IFS=$'\t' read -r value about; do
    case $value in
      :files) _files ;;
      :folders) _files -/ ;;
      *=) open+=("${value//:/\\:}:$about") ;;
      *) found+=("${value//:/\\:}:$about") ;;
    esac
  done < <("${words[1]}" __complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)
  (( $#found )) && _describe -V ropewalk found
  (( $#open )) && _describe -V ropewalk open -S ''
}
compdef _ropewalk ropewalk
)text";

constexpr std::string_view kFish =
    R"text(# Completion of ropewalk for fish: ropewalk completions fish > ~/.config/fish/completions/ropewalk.fish
function __ropewalk_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] __complete -- $words[2..-1] 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :folders
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $line
        end
    end
end
complete -c ropewalk -f -a '(__ropewalk_complete)'
)text";

}  // namespace

std::optional<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") {
    return std::string(kBash);
  }
  if (shell == "zsh") {
    return std::string(kZsh);
  }
  if (shell == "fish") {
    return std::string(kFish);
  }
  return std::nullopt;
}

}  // namespace ropewalk::cli
