// The repository's own settings, read where there are any.
#pragma once

#include "app/place.h"
#include "config/config.h"
#include "ports/files.h"

namespace ropewalk::app {

/// `.github/ropewalk.yml` of the place; nothing but defaults when there is none.
[[nodiscard]] config::ReadConfigResult read_config(const ports::Files& files, const Place& place);

/// A number from 0 to 100, with or without a percent sign; nothing for other texts.
[[nodiscard]] std::optional<double> read_percent(std::string_view text);

}  // namespace ropewalk::app
