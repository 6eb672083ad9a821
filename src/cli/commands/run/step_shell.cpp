#include "cli/commands/run/step_shell.h"

#include <fmt/format.h>

#include "base/display.h"
#include "cli/console/palette.h"
#include "cli/desk.h"

namespace ropewalk::cli {
namespace {

/// An interactive shell must outlive a command that fails, so of the step's program only what it is stays, and for bash
/// that it reads no files of the user's.
std::vector<std::string> shell_of(const StepShell& shell) {
  const std::string program = shell.arguments.empty() ? "bash" : shell.arguments.front();
  const std::string name = std::filesystem::path(program).filename().string();
  if (name == "bash") {
    return {program, "--noprofile", "--norc"};
  }
  const bool is_shell = name == "sh" || name == "dash" || name == "pwsh" || name.starts_with("python");
  return is_shell ? std::vector<std::string>{program} : std::vector<std::string>{"bash", "--noprofile", "--norc"};
}

}  // namespace

Result<int> open_shell(const StepShell& shell, Outside& outside) {
  Screen screen = outside.screen();
  ports::ProcessRequest request{.arguments = shell.command.empty() ? shell_of(shell) : shell.command,
                                .working_directory = shell.working_directory,
                                .environment = shell.environment};
  if (shell.command.empty()) {
    const Palette palette = screen.palette(Stream::kErrors);
    std::string text = palette.paint(Ink::kBold, shell.title) + "\n";
    text += palette.paint(Ink::kDim, fmt::format("  in {}\n", printable(shell.working_directory.string())));
    if (!shell.script.empty()) {
      text += palette.paint(Ink::kDim, fmt::format("  its script: {}\n", printable(shell.script.string())));
    }
    if (screen.is_terminal(Stream::kErrors)) {
      text += palette.paint(Ink::kDim, "  `exit` or Ctrl-D leaves\n");
      request.environment.emplace_back("TERM", outside.environment().variable("TERM").value_or("dumb"));
      request.environment.emplace_back("PS1", "(ropewalk) \\w\\$ ");
    }
    screen.complain(text);
  }
  return desk(outside).foreground().run(request);
}

}  // namespace ropewalk::cli
