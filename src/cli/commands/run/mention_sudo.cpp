#include "cli/commands/run/mention_sudo.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <vector>

#include "app/sudo_steps.h"
#include "cli/messages.h"

namespace ropewalk::cli {

void mention_sudo(const plan::Plan& plan, Outside& outside) {
  const std::string path = outside.environment().variable("PATH").value_or("");
  const auto sudo =
      outside.environment().user_name() == "root" ? std::nullopt : outside.process().find_program("sudo", path);
  const std::vector<std::string> lines = sudo ? app::sudo_lines(plan) : std::vector<std::string>();
  if (lines.empty()) {
    return;
  }
  const auto asked = outside.process().capture(
      {.arguments = {sudo->string(), "--non-interactive", "true"}, .environment = {{"PATH", path}}}, {});
  if (asked && asked->outcome.exit_code == 0) {
    return;
  }
  warn(fmt::format("steps ask for root's rights, and sudo wants a password, which a step cannot give: {}",
                   fmt::join(lines, "; ")),
       "let sudo go without one for these commands (NOPASSWD in sudoers), or take them out with --doubles", {},
       outside);
}

}  // namespace ropewalk::cli
