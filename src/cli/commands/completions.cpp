// `ropewalk completions`: scripts that let a shell complete commands, options and workflows.
#include "cli/completion_scripts.h"

#include <fmt/format.h>

#include "cli/commands/all.h"
#include "cli/exit_code.h"
#include "cli/messages.h"

namespace ropewalk::cli {
namespace {

int run(const Arguments& arguments, Outside& outside) {
  const std::string& shell = arguments.operands().front();
  const auto script = completion_script(shell);
  if (!script) {
    return report(Error{ErrorKind::kUsage,
                        fmt::format("completions: unknown shell '{}'", shell),
                        "there are scripts for bash, zsh and fish",
                        {}},
                  outside);
  }
  outside.screen().print(*script);
  return kExitSuccess;
}

}  // namespace

const Command& completions_command() {
  static constexpr Command kCommand{
      .name = "completions",
      .summary = "Print a completion script for bash, zsh or fish",
      .about = "",
      .examples =
          "source <(ropewalk completions bash)          in ~/.bashrc\n"
          "  source <(ropewalk completions zsh)           in ~/.zshrc, after compinit\n"
          "  ropewalk completions fish > ~/.config/fish/completions/ropewalk.fish",
      .operands = {.value = "SHELL",
                   .help = "bash, zsh or fish",
                   .at_least = 1,
                   .at_most = 1,
                   .completion = Completion::kShell},
      .options = {},
      .run = run,
  };
  return kCommand;
}

}  // namespace ropewalk::cli
