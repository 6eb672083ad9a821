// Help texts, made from the commands' own declarations.
#pragma once

#include <string>
#include <string_view>

#include "cli/command.h"
#include "diag/palette.h"

namespace ropewalk::cli {

struct HelpStyle {
  int columns = 80;
  diag::Palette palette = diag::Palette(false);
};

/// What `ropewalk --help` shows.
[[nodiscard]] std::string overview(std::string_view version, const HelpStyle& style);
/// What `ropewalk COMMAND --help` shows.
[[nodiscard]] std::string help(const Command& command, const HelpStyle& style);

}  // namespace ropewalk::cli
