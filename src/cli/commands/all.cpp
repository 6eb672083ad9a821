#include "cli/commands/all.h"

#include <algorithm>
#include <array>
#include <vector>

#include "cli/commands/run/family.h"

namespace ropewalk::cli {

std::span<const Command* const> all_commands() {
#define ROPEWALK_LIST(name) &name##_command(),
  // The commands around a run stand behind it.
  static const auto kCommands = [] {
    const std::array all = {ROPEWALK_COMMANDS(ROPEWALK_LIST)};
    const std::array around = {ROPEWALK_RUN_COMMANDS(ROPEWALK_LIST)};
    std::vector<const Command*> list(all.begin(), all.end());
    list.insert(std::find(list.begin(), list.end(), &run_command()) + 1, around.begin(), around.end());
    return list;
  }();
#undef ROPEWALK_LIST
  return kCommands;
}

const Command* find_command(std::string_view name) {
  const auto commands = all_commands();
  const auto found =
      std::find_if(commands.begin(), commands.end(), [&](const Command* command) { return command->name == name; });
  return found == commands.end() ? nullptr : *found;
}

const Command* find_subcommand(const Command& command, std::string_view word) {
  const auto below = command.subcommands;
  const auto found = std::find_if(below.begin(), below.end(),
                                  [&](const Command* candidate) { return candidate->last_word() == word; });
  return found == below.end() ? nullptr : *found;
}

}  // namespace ropewalk::cli
