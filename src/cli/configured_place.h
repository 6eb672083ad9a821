// The folder that a command is about, with the repository's own settings.
#pragma once

#include "app/place.h"
#include "cli/arguments.h"
#include "cli/outside.h"
#include "config/config.h"

namespace ropewalk::cli {

struct ConfiguredPlace {
  app::Place place;
  config::Config config;
};

/// By `--directory`, without asking git. What is wrong is told, and the exit code comes back: settings that are
/// rejected are wrong usage, as a rejected option is.
[[nodiscard]] tl::expected<ConfiguredPlace, int> configured_place(const Arguments& arguments, Outside& outside);

}  // namespace ropewalk::cli
