// The text of a commit object.
#pragma once

#include <optional>
#include <string_view>

#include "ports/repository.h"

namespace ropewalk::git {

/// Reads it as `git log` shows it. Nothing when something in it is unusual (another encoding, a date that is none): git
/// has its own ways with that.
[[nodiscard]] std::optional<ports::Commit> read_commit_text(std::string_view id, std::string_view text);

}  // namespace ropewalk::git
